"""How findings are repaired: text edits planned from the facts, checked by parsing the result."""
