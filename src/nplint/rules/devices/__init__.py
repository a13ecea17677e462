"""Rules 6xx: devices, precision and what JAX reads when it starts."""
