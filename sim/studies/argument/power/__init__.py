"""The power of a claim: the settings within bounds at which it holds and at which it fails."""
