"""Test results in the XML of JUnit: a suite for each file, a failed case for each finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from nplint.finding import Finding
from nplint.report.display import plain_range
from nplint.source.file import SourceFile

# What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PACKAGE = "org.nplint"


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """An XML document; without findings it has one case that passed."""
    number = str(len(findings) or 1)
    root = _element(None, "testsuites", name="nplint", tests=number, failures=len(findings))
    root.set("errors", "0")
    for path, group in groupby(findings, key=lambda finding: finding.path):
        here = list(group)
        suite = _suite(root, str(path), tests=len(here), failures=len(here))
        for finding in here:
            _case(suite, finding, sources)
    if not findings:
        suite = _suite(root, "nplint", tests=1, failures=0)
        _element(suite, "testcase", name="No findings", classname="nplint")
    ElementTree.indent(root, "    ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(
    root: ElementTree.Element, name: str, *, tests: int, failures: int
) -> ElementTree.Element:
    counts = {"tests": tests, "disabled": 0, "errors": 0, "failures": failures}
    return _element(root, "testsuite", name=name, package=_PACKAGE, **counts)


def _case(suite: ElementTree.Element, finding: Finding, sources: Mapping[Path, SourceFile]) -> None:
    where = plain_range(finding.path, finding.span, sources)
    name = f"{_PACKAGE}.{finding.code}"
    classname = str(finding.path.with_suffix(""))
    start = where.start
    case = _element(
        suite, "testcase", name=name, classname=classname, line=start.row, column=start.column
    )
    message = " ".join(finding.message.split())
    failure = _element(case, "failure", message=message)
    place = where.place if where.in_cell else f"line {start.row}, col {start.column}"
    failure.text = _text(f"{place}, {message}")


def _element(
    parent: ElementTree.Element | None, tag: str, **attributes: str | int
) -> ElementTree.Element:
    said = {name: _text(str(value)) for name, value in attributes.items()}
    if parent is None:
        return ElementTree.Element(tag, said)
    return ElementTree.SubElement(parent, tag, said)


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
