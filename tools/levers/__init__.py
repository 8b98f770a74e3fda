"""What every lever of the article does to the baseline: paired, with 95 % intervals.

`python -m tools.levers` plays the baseline and each arm of `arms.csv` in the same worlds and writes the differences to
`sim/data/lever_effects.csv`, which docs/validation.md shows.
"""
