"""Before a definition goes, every file of the project is asked, whatever the run looks at."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable

MODEL = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

HEIGHT = dist.TruncatedNormal(0.0, 1.0, low=0.0)

WAY = {"chain_method": "vectorized"}


def model(y=None):
    numpyro.sample("a", HEIGHT)


if __name__ == "__main__":
    MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4, **WAY).run(jax.random.PRNGKey(0))
"""
METHOD = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

WAY = {"chain_method": "vectorized"}


class Study:
    tallness = dist.TruncatedNormal(0.0, 1.0, low=0.0)

    def model(self, y=None):
        numpyro.sample("a", self.tallness)


if __name__ == "__main__":
    kernel = NUTS(Study().model)
    MCMC(kernel, num_warmup=1, num_samples=1, num_chains=4, **WAY).run(jax.random.PRNGKey(0))
"""
NOTEBOOK = (
    '{{"cells": [{{"cell_type": "code", "execution_count": null, "metadata": {{}}, "outputs": [], '
    '"source": ["{}"]}}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
)

USERS = {
    "an import": ("use.py", "from heights import HEIGHT\n"),
    "an import of several lines": ("use.py", "from heights import (\n    model,\n    HEIGHT,\n)\n"),
    "a star import": ("use.py", "from heights import *\nprint(HEIGHT)\n"),
    "an attribute": ("use.py", "import heights as p\nprint(p.HEIGHT)\n"),
    "an import from a folder beside": ("scripts/use.py", "from heights import HEIGHT\n"),
    "getattr": ("use.py", "import heights\nprint(getattr(heights, 'HEIGHT'))\n"),
    "getattr of any name": (
        "use.py",
        "import sys, heights\nprint(getattr(heights, sys.argv[1]))\n",
    ),
    "vars": ("use.py", "import heights\nprint(vars(heights))\n"),
    "importlib": (
        "use.py",
        "import importlib\nprint(importlib.import_module('heights').HEIGHT)\n",
    ),
    "a notebook": ("use.ipynb", NOTEBOOK.format("from heights import HEIGHT\\n")),
    "a notebook that runs it": (
        "use.ipynb",
        NOTEBOOK.format('%run heights.py\\n", "print(HEIGHT)'),
    ),
    "a configuration": ("config.yaml", "prior:\n  _target_: heights.HEIGHT\n"),
    "a document": ("README.md", "```python\n>>> from heights import HEIGHT\n```\n"),
    "exec": ("use.py", "exec(open('heights.py').read())\nprint(HEIGHT)\n"),
}
USERS |= {
    f"a folder {name}": (f"{name}/use.py", "from heights import HEIGHT\n")
    for name in ("build", "dist", "_build")
}
USERS |= {
    f"a file {suffix}": (f"use{suffix}", "prior: heights.HEIGHT\n")
    for suffix in (".cfg", ".gin", ".ini", ".json", ".md", ".pyx", ".qmd", ".rmd", ".rst", ".sh",
                   ".toml", ".yaml", ".yml")
}  # fmt: skip
USERS |= {
    loader: ("use.py", f"import sys, runpy\nprint({call})\n")
    for loader, call in {
        "import_module": "import_module('heights').HEIGHT",
        "__import__": "__import__('heights').HEIGHT",
        "run_path": "runpy.run_path('heights.py')['HEIGHT']",
        "run_module": "runpy.run_module('heights')['HEIGHT']",
        "spec_from_file": "spec_from_file_location('a', 'heights.py').HEIGHT",
        "SourceFileLoader": "SourceFileLoader('a', 'heights.py').HEIGHT",
        "sys.modules": "sys.modules['heights'].HEIGHT",
    }.items()
}
USERS |= {
    f"{asking} of any name": ("use.py", f"import heights\nprint({asking})\n")
    for asking in ("getattr(heights, x)", "vars(heights)", "dir(heights)", "heights.__dict__",
                   "inspect.getmembers(heights)")
}  # fmt: skip
REPLACED = {
    "mock.patch": ("test_it.py", "from unittest import mock\nmock.patch('heights.HEIGHT', 1)\n"),
    "monkeypatch": (
        "test_it.py",
        "import heights\ndef test(monkeypatch):\n    monkeypatch.setattr(heights, 'HEIGHT', 1)\n",
    ),
    "an assignment": ("test_it.py", "import heights\nheights.HEIGHT = 1\n"),
}
OTHERS = {
    "another name": ("use.py", "from heights import model\nprint(model)\n"),
    "another variable": ("use.py", "from heights import model\nHEIGHT = 3\n"),
    "a site of that name": ("use.py", "from heights import model\nprint({}['HEIGHT'])\n"),
    "another module": ("use.py", "from other import HEIGHT\n"),
    "another module of the name": ("app/use.py", "from heights import HEIGHT\n"),
    "a virtual environment": ("env/lib/use.py", "from heights import HEIGHT\n"),
    "text": ("README.md", "The file heights.py has a HEIGHT.\n"),
    "a picture": ("use.svg", "prior: heights.HEIGHT\n"),
}
ITSELF = {
    "__all__": '__all__ = ["HEIGHT", "model"]\n',
    "__all__ that grows": '__all__ = ["model"]\n__all__ += ["HEIGHT"]\n',
    "globals": "print(globals()[input()])\n",
    "globals by name": 'print(globals()["HEIGHT"])\n',
    "eval": "print(eval(input()))\n",
}


def _project(folder: Path, model: str, name: str = "", text: str = "") -> Path:
    (folder / "pyproject.toml").write_text("")
    (folder / "heights.py").write_text(model)
    if name:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "heights.py"


def _fixed(path: Path | str, unsafe: bool = False, texts: dict[Path, bytes] | None = None) -> str:
    """Fix one file, twice; return its text."""
    table = SettingsTable(target_numpyro="any", isolated=True, unsafe_fixes=unsafe)
    result = nplint.fix(path, table, texts=texts)
    assert not result.remaining.findings
    [change] = result.changes
    again = nplint.fix(path, table, texts={change.source.path: change.new_text.encode()})
    assert not again.changes
    return change.new_text


@pytest.mark.parametrize("who", USERS)
def test_a_definition_stays_where_it_is_used_by(who: str, tmp_path: Path) -> None:
    path = _project(tmp_path, MODEL, *USERS[who])
    text = _fixed(path)
    assert "\nHEIGHT = dist" in text
    assert "\n    HEIGHT = dist" in text


@pytest.mark.parametrize("who", REPLACED)
def test_who_replaces_a_definition_no_longer_reaches_the_model(who: str, tmp_path: Path) -> None:
    path = _project(tmp_path, MODEL, *REPLACED[who])
    table = SettingsTable(target_numpyro="any", isolated=True)
    [finding] = nplint.check(path, table).findings
    assert finding.help == ("The fix is unsafe because `HEIGHT` may be set in test_it.py.",)
    assert "\nHEIGHT = dist" in _fixed(path, unsafe=True)


@pytest.mark.parametrize("who", OTHERS)
def test_a_definition_goes_in_spite_of(who: str, tmp_path: Path) -> None:
    path = _project(tmp_path, MODEL, *OTHERS[who])
    if who == "another module of the name":
        (tmp_path / "app" / "heights.py").write_text("HEIGHT = 3\n")
    if who == "a virtual environment":
        (tmp_path / "env" / "pyvenv.cfg").write_text("")
    assert "\nHEIGHT = dist" not in _fixed(path)


@pytest.mark.parametrize("who", ITSELF)
def test_a_definition_stays_where_its_module_names_it(who: str, tmp_path: Path) -> None:
    assert "\nHEIGHT = dist" in _fixed(_project(tmp_path, MODEL + ITSELF[who]))


def test_standard_input_without_a_name_loses_private_names_only() -> None:
    path = Path("-").absolute()
    assert "\nHEIGHT = dist" in _fixed(path, texts={path: MODEL.encode()})
    private = MODEL.replace("HEIGHT", "_HEIGHT")
    assert "\n_HEIGHT = dist" not in _fixed(path, texts={path: private.encode()})


def test_an_import_stays_where_it_is_imported_from_there(tmp_path: Path) -> None:
    without = MODEL.replace("HEIGHT = dist.TruncatedNormal(0.0, 1.0, low=0.0)\n", "")
    path = _project(tmp_path, without)
    head = "import numpyro.distributions as dist\n\n"
    (tmp_path / "scales.py").write_text(f"{head}HEIGHT = dist.TruncatedNormal(0.0, 1.0, low=0.0)\n")
    path.write_text(path.read_text().replace("\n\n\ndef", "\nfrom scales import HEIGHT\n\n\ndef"))
    (tmp_path / "use.py").write_text("from heights import HEIGHT\n")
    table = SettingsTable(target_numpyro="any", isolated=True)
    changes = nplint.fix([path, tmp_path / "scales.py"], table).changes
    assert [change.source.path.name for change in changes] == ["heights.py"]
    assert "from scales import HEIGHT" in changes[0].new_text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("from heights import Study\nprint(Study().tallness)\n", True),
        ("from heights import Study\nprint(getattr(Study(), 'tallness'))\n", True),
        ("from heights import Study\nprint(Study().model)\n", False),
        ("class Other:\n    def show(self):\n        print(self.tallness)\n", False),
    ],
)
def test_an_attribute_stays_where_it_is_read(text: str, stays: bool, tmp_path: Path) -> None:
    path = _project(tmp_path, METHOD, "use.py", text)
    assert ("\n    tallness = dist" in _fixed(path)) == stays


def test_an_attribute_that_a_subclass_sets_elsewhere_is_not_moved(tmp_path: Path) -> None:
    text = "from heights import Study\nclass Better(Study):\n    tallness = 3\n"
    path = _project(tmp_path, METHOD, "use.py", text)
    table = SettingsTable(target_numpyro="any", isolated=True, unsafe_fixes=True)
    result = nplint.fix(path, table)
    assert not result.changes
    [finding] = result.remaining.findings
    assert "`tallness` may be set in use.py" in finding.help[0]


def test_kept_findings_ask_again(tmp_path: Path) -> None:
    """A file that comes later, and mentions no NumPyro, changes a fix that was kept."""
    path = _project(tmp_path, MODEL)
    table = SettingsTable(target_numpyro="any", isolated=True)
    cache = tmp_path / "cache"

    def edits() -> int:
        [finding] = nplint.check(path, table, cache=cache).findings
        assert finding.fix is not None
        return len(finding.fix.edits)

    alone = edits()
    assert edits() == alone
    (tmp_path / "use.py").write_text("from heights import HEIGHT\n")
    assert edits() == alone - 1
