"""``python -m nplint`` is the ``nplint`` command."""

from __future__ import annotations

from nplint.cli import main

if __name__ == "__main__":
    main()
