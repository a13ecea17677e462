"""Rules 5xx: random keys."""
