"""sim: a scenario wargame of the Russia-Ukraine war that puts a published argument on trial."""

__version__ = "0.1.0"

_API = ("SimError", "compare", "forecast", "game", "load", "run", "sweep")


def __getattr__(name: str) -> object:
    """The functions of `sim.api` and `sim.SimError`, imported when first asked for."""
    if name in _API:
        from importlib import import_module  # noqa: PLC0415  # `sim --help` must stay cheap

        return getattr(import_module("sim.api"), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")
