"""Models, guides and the runs of inference: traces, sites, pairs, predictions."""
