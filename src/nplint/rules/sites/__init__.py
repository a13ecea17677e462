"""Rules 1xx: sites and their names."""
