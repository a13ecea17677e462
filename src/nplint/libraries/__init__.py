"""Knowledge of NumPyro, JAX and NumPy beyond their harvested signatures."""
