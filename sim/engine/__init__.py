"""The week compiled: `War.step` is traced once on symbols, printed as C, and played without NumPy.

The rules stay the only source of equations, and NumPy the reference and the fallback.
"""
