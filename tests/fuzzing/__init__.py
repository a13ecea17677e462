"""Programs that nobody wrote, and what must hold for each; ``python -m tests.fuzzing --help``."""
