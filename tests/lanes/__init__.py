"""Lanes: NumPyro releases in environments of their own, and running programs on them."""
