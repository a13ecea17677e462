"""Write the JSON schema of the settings from their declaration."""

from __future__ import annotations

from nplint.settings.schema import SHIPPED, schema_text

if __name__ == "__main__":
    SHIPPED.write_text(schema_text(), encoding="utf-8")
