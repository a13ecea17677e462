"""Domains of values: sets of shapes, dtypes, numbers and matrices, as plain data without a program.

Each domain has an order ("says at least as much as"), ``join`` (what holds of either value),
``meet`` (what two facts about one value say together) and ``widen`` (a join that ends), and the
helpers that transfers of functions are made of. None of them knows an expression, a file or
NumPyro; hypothesis holds their laws (tests/units/domains).
"""
