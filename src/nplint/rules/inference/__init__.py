"""Rules 4xx: kernels, guides, predictions and handlers."""
