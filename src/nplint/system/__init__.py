"""The process: deep stacks, worker processes, timings, reading of files."""
