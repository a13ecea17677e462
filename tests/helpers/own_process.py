"""The tests' process as nplint's own, for tests of what only the command does."""

from __future__ import annotations

from nplint.facts import read_facts as reading
from nplint.facts.scopes import ModuleFacts
from nplint.source import SourceFile
from nplint.system.process import own_process
from nplint.system.timings import OFF

OWN = own_process()


def read_facts(source: SourceFile) -> tuple[ModuleFacts, tuple[reading.Unparsable, ...]]:
    """Read a file's facts as the command does."""
    return OWN.run(lambda: reading.read_facts(source, OFF, OWN))
