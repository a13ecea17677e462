"""A model as its run records it, for people and tools that want to look at it whole."""
