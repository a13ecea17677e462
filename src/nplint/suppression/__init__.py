"""Findings that are not to be reported: comments and baselines."""
