"""Repairs of findings: text edits planned from the facts, checked by parsing the result."""
