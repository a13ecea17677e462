"""Facts: one traversal turns a parsed module into plain data.

Only the modules ``tokens``, ``convert_expressions``, ``convert_statements`` and ``read``
know libcst; import them late.
"""
