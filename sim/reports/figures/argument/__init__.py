"""Pictures of an argument tried on the model: claims, curves over priors, the decision."""
