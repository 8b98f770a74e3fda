"""Questions asked of many runs: the argument, validation, sensitivity."""
