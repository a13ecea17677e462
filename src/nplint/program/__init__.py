"""What the modules of a project say together. Knows nothing of libcst."""
