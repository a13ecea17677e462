"""Small programs of one or several modules, and what ``nplint fix`` makes of them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import nplint
from nplint.settings import SettingsTable

_FOLDER = Path("/no-such-folder")
_HEAD = (
    "import numpyro\nimport numpyro.distributions as dist\nfrom numpyro.infer import MCMC, NUTS\n"
)
_CHAINS = "num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized'"
_SHORT = {
    "PRIOR()": "dist.TruncatedNormal(0.0, 1.0, low=0.0)",
    "RUN()": f"MCMC(NUTS(model), {_CHAINS}).run(key)",
    "RUN_METHOD()": f"MCMC(NUTS(Study().model), {_CHAINS}).run(key)",
}


def modules(text: str, newline: str = "\n") -> dict[Path, str]:
    """The modules of a program, which stand in it under lines ``--- name``.

    Each gets the usual imports, unless it starts with its docstring or a comment.
    """
    text = textwrap.dedent(text).strip("\n")
    if not text.startswith("--- "):
        text = f"--- program\n{text}"
    files = {}
    for part in text.removeprefix("--- ").split("\n--- "):
        name, _, body = part.partition("\n")
        for short, long in _SHORT.items():
            body = body.replace(short, long)
        path = _FOLDER.joinpath(*name.split("/")).with_suffix(".py")
        head = "" if body.startswith(('"', "#")) else _HEAD
        files[path] = (head + (f"{body}\n" if body else "")).replace("\n", newline)
    return files


def fixed(text: str, unsafe: bool = False, newline: str = "\n") -> tuple[set[str], dict[Path, str]]:
    """What is said of the findings that stay, and each module as it is afterwards."""
    files = modules(text, newline)
    table = SettingsTable(target_numpyro="any", unsafe_fixes=unsafe, isolated=True)
    texts = {path: body.encode() for path, body in files.items()}
    result = nplint.fix(list(files), table, texts=texts)
    assert not result.remaining.errors
    for change in result.changes:
        compile(change.new_text, change.source.path, "exec")
        files[change.source.path] = change.new_text
    return {line for finding in result.remaining.findings for line in finding.help}, files


def assert_stays(program: str, reason: str) -> None:
    """Nothing of a program is moved, and the one finding that stays says why."""
    advice = f"Build the distribution inside the model; nplint does not, because {reason}."
    assert fixed(program) == ({advice}, modules(program))
