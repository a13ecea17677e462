"""What nplint takes, measured beside other tools: ``python -m benchmarks``."""
