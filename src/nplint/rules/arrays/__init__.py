"""Rules 7xx: traced values and numbers."""
