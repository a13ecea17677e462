"""Domains: what an abstract value can be, as plain data and pure functions."""
