"""Facts: one traversal turns a parsed module into plain data.

``read_facts`` does it for a file. Of the other modules ``parser`` and ``libcst_tree`` alone reach
libcst, and the converters know its kinds of nodes; import all of them late.
"""
