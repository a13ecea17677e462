"""What a file says: one traversal turns a parsed module into plain facts.

Only the modules ``tokens``, ``convert_expressions``, ``convert_statements`` and ``read``
know libcst; import them late.
"""
