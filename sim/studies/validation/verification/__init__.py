"""V01-V10, V13-V25, V31, V33: the rules against closed forms, in about a second.

The rest of V01-V34 needs whole wars and is part of the test suite (`tests/verification`).
"""
