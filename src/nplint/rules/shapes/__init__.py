"""Rules 2xx: plates and shapes."""
