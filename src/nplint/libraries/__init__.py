"""What the analysis knows of NumPyro, JAX and NumPy beyond their harvested signatures."""
