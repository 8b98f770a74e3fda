"""Pictures of a comparison: two or more scenarios on the same worlds."""
