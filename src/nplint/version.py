"""The version of nplint."""

__version__ = "0.1.0"
