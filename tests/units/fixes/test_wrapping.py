"""Lines that a repair makes too long are wrapped as a formatter would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check

HMC = "HMC(model, num_steps=5, step_size=0.25)"
LONGER = "HMC(model, num_steps=5, step_size=0.25, trajectory_length=None)"
LINES = {
    "fits": (f"kernel = {HMC}", f"kernel = {LONGER}"),
    "was too long before": (
        f"mcmc = MCMC({HMC}, num_warmup=100, num_samples=100, progress_bar=False)",
        f"mcmc = MCMC({LONGER}, num_warmup=100, num_samples=100, progress_bar=False)",
    ),
    "has no room": (
        f"mcmc = MCMC({HMC}, num_warmup=100)",
        f"mcmc = MCMC(\n    {LONGER}, num_warmup=1\n)".replace(
            "num_warmup=1\n", "num_warmup=100\n"
        ),
    ),
    "has a comma at the end": (
        f"mcmc = MCMC({HMC}, num_warmup=100,)",
        f"mcmc = MCMC(\n    {LONGER},\n    num_warmup=100,\n)",
    ),
    "has no room within": (
        f"mcmc = MCMC({HMC}, num_warmup=1, num_samples=11)",
        f"mcmc = MCMC(\n    {LONGER},\n    num_warmup=1,\n    num_samples=11,\n)",
    ),
    "is a comprehension": (
        f"kernels = [{HMC} for model in (1, 2, 3)] + [12, 34]",
        f"kernels = [\n    {LONGER}\n    for model in (1, 2, 3)\n] + [12, 34]",
    ),
    "is a value in parentheses": (
        f"kernels = (abcdefghijklm + {HMC} + mnopqrstuv)",
        f"kernels = (\n    abcdefghijklm + {LONGER} + mnopqrstuv\n)",
    ),
    "has strings with brackets and a comment": (
        f"kernel = call('(,', {HMC}, name=\"]\")  # (sic, so",
        f"kernel = call(\n    '(,', {LONGER}, name=\"]\"\n)  # (sic, so",
    ),
    "has a lambda": (
        f"kernel = call({HMC}, lambda a, b: a, 'abcd')",
        f"kernel = call({LONGER}, lambda a, b: a, 'abcd')",
    ),
    "has brackets of other lines": (
        f"kernel = call(1,\n              {HMC}, 'abcdefghijklm')",
        f"kernel = call(1,\n              {LONGER}, 'abcdefghijklm')",
    ),
}


@pytest.mark.parametrize("what", LINES)
def test_a_line_that(what: str) -> None:
    before, after = LINES[what]
    marked = "\n".join(
        f"{line}  # NPL410" if "num_steps" in line else line for line in before.split("\n")
    )
    check("NPL410", marked, after, unsafe=True)


SETTINGS = {
    "nothing": ({}, 88),
    "ruff": ({"pyproject.toml": "[tool.ruff]\nline-length = 70\n"}, 70),
    "black": ({"pyproject.toml": "[tool.black]\nline-length = 70\n"}, 70),
    "ruff says nothing of it": ({"pyproject.toml": "[tool.ruff.lint]\nselect = []\n"}, 88),
    "a file of ruff's own": ({"ruff.toml": "line-length = 70\n"}, 70),
    "what is no TOML": ({"ruff.toml": "line-length ="}, 88),
    "the nearest": (
        {"ruff.toml": "line-length = 120\n", "src/.ruff.toml": "line-length = 70\n"},
        70,
    ),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_the_line_length_is_that_of(what: str, tmp_path: Path) -> None:
    files, length = SETTINGS[what]
    settings = "".join(f"\n--- {name}\n{text}" for name, text in files.items())
    line = f"kernel = {LONGER}"
    wrapped = f"kernel = HMC(\n    {LONGER[4:-1]}\n)" if len(line) > length else line
    check(
        "NPL410",
        f"--- src/program\nkernel = {HMC}  # NPL410{settings}",
        f"--- src/program\n{wrapped}{settings}",
        unsafe=True,
        folder=tmp_path,
    )
