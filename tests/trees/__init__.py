"""Whole trees of code that nobody wrote for nplint; ``python -m tests.trees --help``."""
