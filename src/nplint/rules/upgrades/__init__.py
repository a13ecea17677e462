"""Rules 8xx: names and calls that a release does not know."""
