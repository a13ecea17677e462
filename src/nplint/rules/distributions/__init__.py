"""Rules 3xx: distributions, their arguments and constraints."""
