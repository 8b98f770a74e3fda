"""sim: a scenario wargame of the Russia-Ukraine war that puts a published argument on trial."""

__version__ = "0.1.0"
