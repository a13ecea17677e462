"""Analyses of values and models, each made when a rule first asks for it."""
