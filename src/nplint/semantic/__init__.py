"""What names and expressions of the project evaluate to."""
