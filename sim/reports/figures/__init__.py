"""Pictures of results: charts, each with its name and what it shows, drawn in one style and frame."""
