"""Check and repair a project: parts, what they depend on, sessions."""
