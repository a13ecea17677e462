"""The NumPyro and JAX releases that a file must work on."""
