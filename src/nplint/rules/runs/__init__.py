"""Rules 4xx about how inference is run: what kernels, `MCMC`, `SVI` and handlers are given."""
