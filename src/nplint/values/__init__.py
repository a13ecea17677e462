"""What values may be: abstract values and what follows from constants."""
