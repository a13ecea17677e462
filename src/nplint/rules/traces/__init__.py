"""Rules 0xx: what outlives a trace, and what a trace leaves behind."""
