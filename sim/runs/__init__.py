"""Many wars, kept on disk: run, sweep, compare, resume."""
