"""The values that names and expressions of the project evaluate to."""
