"""The ways in which a text uses a name of a module, or an attribute of a class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, TypeAlias

from nplint.project.module_links import FileText, Links, one_of

# ``read`` is what an import, a name or an attribute does, as the analysis sees it; ``named`` is a
# text, as for ``getattr`` or ``mock.patch``; ``set`` gives the name another value.
UseKind: TypeAlias = Literal["read", "named", "set"]

# What is given the name of an attribute as a text.
_TAKES_NAMES = (
    rb"attr\w*\s*\(|\.object\s*\(|\bpatch\s*\(|globals\s*\(\)|__dict__|\bvars\s*\([^)]*\)"
    rb"|getter\s*\("
)
_ITSELF = re.compile(
    rb"\bglobals\s*\(\)(?!\s*\[\s*\\?[\"'])|(?<![\w.])(?:vars|dir)\s*\(\s*\)"
    rb"|(?<![\w.])(?:eval|exec)\s*\(|sys\.modules\s*\[\s*__name__"
)

# What gives the names of a module in a dict.
_RUNNING = re.compile(rb"\brun_(?:path|module)\b")


class Search:
    """The patterns by which the uses of one name are found in texts.

    Most names are used in their own module alone, so that no pattern is made before it is needed.
    """

    def __init__(self, word: bytes, owner: bytes, links: Links) -> None:
        self._links = links
        self._owner = owner
        self._name = re.escape(word)
        self._quoted = tuple(word + quote for quote in (b'"', b"'", b'\\"', b"\\'"))

    def _pattern(self, pattern: bytes, *others: bytes) -> re.Pattern[bytes]:
        return re.compile(pattern.replace(b"NAME", self._name) % others)

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        return self._pattern(rb"\bNAME\b")

    @cached_property
    def _attribute(self) -> re.Pattern[bytes]:
        return self._pattern(rb"\.\s*NAME\b")

    @cached_property
    def _given_as_text(self) -> re.Pattern[bytes]:
        before = re.escape(self._owner) if self._owner else one_of(self._links.stems)
        return self._pattern(
            rb"(?:%b)[^\r\n]{0,200}?\\?[\"']NAME\\?[\"']"  # getattr(module, "NAME")
            rb"|(?:%b)[^\"']{0,200}?\\?[\"']NAME\\?[\"']"  # the same over several lines
            rb"|[\"'](?:[\w.:/]*[.:/])?(?:%b)[.:]NAME\\?[\"']",  # "module.NAME"
            _TAKES_NAMES,
            _TAKES_NAMES,
            before,
        )

    @cached_property
    def _keyword(self) -> re.Pattern[bytes]:
        """``patch.multiple(module, NAME=…)``, and what takes a ``dict(NAME=…)``."""
        return self._pattern(rb"\b(?:multiple|dict)\s*\([^()]*\bNAME\s*=")

    @cached_property
    def _exported(self) -> re.Pattern[bytes]:
        return self._pattern(
            rb"__all__[^=\n]{0,60}[=(]\s*[\[(][^\])]*[\"']NAME[\"']"
            rb"|__all__\.append\(\s*[\"']NAME[\"']"
        )

    @cached_property
    def _set(self) -> re.Pattern[bytes]:
        """A line of a class body, and no keyword of a call; ``object.NAME = value`` anywhere."""
        return self._pattern(
            rb"(?:^|\n|\"|\\n)[ \t]+NAME(?:[ \t]+=(?!=)|[ \t]*:[^\r\n]*=)|\w\.NAME\s*=(?!=)"
        )

    @cached_property
    def _replaced(self) -> re.Pattern[bytes]:
        return self._pattern(
            rb"(?:setattr|delattr|\bpatch(?:\.object)?)\s*\([^()]{0,200}[\"'.:]NAME\\?[\"']"
            rb"|\w\.NAME\s*=(?!=)|\b(?:multiple|dict)\s*\([^()]*\bNAME\s*="
        )

    @cached_property
    def _property(self) -> re.Pattern[bytes]:
        return self._pattern(rb"\bdef\s+NAME\b")

    @cached_property
    def _quoted_code(self) -> re.Pattern[bytes]:
        """Code in a document or a configuration."""
        stems = one_of(self._links.stems)
        return self._pattern(
            rb"\b(?:%b)[.:]NAME\b|from\s+[\w.]*\b(?:%b)\s+import\b[^\r\n]*(?:\bNAME\b|\*)",
            stems,
            stems,
        )

    def _named(self, text: bytes) -> bool:
        """Tell whether a text is given the name as a text, or as a keyword."""
        if self._is_quoted(text) and self._given_as_text.search(text):
            return True
        taking = b"multiple" in text or b"dict" in text
        return taking and self._keyword.search(text) is not None

    def _is_quoted(self, text: bytes) -> bool:
        return any(each in text for each in self._quoted)

    def names_itself(self, module: FileText) -> bool:
        """Tell whether the module looks its own name up by a text."""
        text = module.text
        if self._named(text):
            return True
        if self._owner:
            return False
        exported = self._is_quoted(text) and self._exported.search(text)
        return bool(exported or _ITSELF.search(text))

    def kinds(self, file: FileText) -> Iterator[UseKind]:
        """Yield how another file may use the name."""
        if self._owner:
            yield from self._as_attribute(file)
        else:
            yield from self._as_variable(file)

    def _as_attribute(self, file: FileText) -> Iterator[UseKind]:
        if file.is_code and self._attribute.search(file.text):
            yield "read"
        if file.is_code and self._named(file.text):
            yield "named"
        if self._set.search(file.text) or self._property.search(file.text):
            owner = self._owner.decode("utf-8", "replace")
            knows = any(each.rpartition(".")[2] == owner for each in file.imports())
            if knows or self._links.reached_from(file):
                yield "set"

    def _as_variable(self, file: FileText) -> Iterator[UseKind]:
        text, links = file.text, self._links
        if not file.is_code:
            if self._quoted_code.search(text):
                yield "named"
            return
        reached = links.reached_from(file)
        if reached and links.looks_up(file):
            yield "named"
            return
        if self._word.search(text) is None:
            return
        loads = file.loads
        named = self._named(text) or (
            loads and self._is_quoted(text) and _RUNNING.search(text) is not None
        )
        if (reached or (loads and named)) and self._replaced.search(text):
            yield "set"
        if not reached:
            if loads and named:
                yield "named"
        elif named or links.runs(file) or (loads and self._attribute.search(text)):
            yield "named"
        elif self._exported.search(text) or self._attribute.search(text) or self._imports(file):
            yield "read"

    def _imports(self, file: FileText) -> bool:
        """Tell whether an import statement brings the name, by itself or with all others."""
        for dotted in file.imports():
            module, _, last = dotted.rpartition(".")
            if self._word.fullmatch(last.encode("utf-8", "replace")):
                if module and self._links.is_module(file.path, module):
                    return True
        return self._links.all_taken_by(file)
