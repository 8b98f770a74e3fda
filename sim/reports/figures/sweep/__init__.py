"""Pictures of a sweep: outcomes over one parameter or several."""
