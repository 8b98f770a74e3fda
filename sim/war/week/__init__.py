"""The phases of a week, one file each, in the order `War.step` calls them.

A phase reads and moves the state of a block with the rules; it holds none of its own.
"""
