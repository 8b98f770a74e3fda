"""Which action is best: values, choice, worth of information, reversal."""
