"""marimo notebooks: cells that pass values by return and parameter are one program."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.source import read_source
from tests.command import nplint

NOTEBOOK = '''\
import marimo

__generated_with = "0.9.0"
app = marimo.App(width="medium")


@app.cell
def _():
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from numpyro.infer import MCMC, NUTS
    return MCMC, NUTS, dist, jax, jnp, numpyro


@app.cell(hide_code=True)
def _(mo):
    mo.md(
        r"""
# Waiting times
    return is no statement here
"""
    )
    return


@app.cell
def _(dist):
    prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)
    return (prior,)


@app.cell
def __(dist, numpyro, prior):
    def model(y):
        scale = numpyro.sample("scale", prior)
        numpyro.sample("y", dist.Normal(0.0, scale), obs=y)
        return scale
    return (model,)


@app.cell
async def fit(
    MCMC,
    NUTS,
    jax,
    jnp,
    model,
):
    mcmc = MCMC(NUTS(model), num_warmup=10, num_samples=10, num_chains=2, chain_method="vectorized")
    mcmc.run(jax.random.PRNGKey(0), jnp.ones(3))
    return (
        mcmc,
    )


if __name__ == "__main__":
    app.run()
'''

CONCISE = ("check", "--output-format=concise")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository of its own with one notebook."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "waiting.py").write_text(NOTEBOOK)
    return tmp_path


def test_cells_are_one_program(folder: Path) -> None:
    first, last = nplint(*CONCISE, cwd=folder).stdout.splitlines()
    assert first.startswith("waiting.py:30:13: NPL001 `prior` (TruncatedNormal) is built once")
    assert "shared by the 2 chains" in first
    assert last == "Found 1 finding in 1 file."


def test_the_right_program_is_clean(folder: Path) -> None:
    inside = NOTEBOOK.replace('"scale", prior', '"scale", dist.HalfNormal(1.0)')
    (folder / "waiting.py").write_text(inside)
    assert nplint(*CONCISE, cwd=folder).stdout == "No findings in 1 file.\n"
    # What a cell shows last is no statement whose value is lost.
    (folder / "waiting.py").write_text(
        inside.replace("    return (prior,)", "    prior\n    return (prior,)")
    )
    assert nplint(*CONCISE, cwd=folder).stdout == "No findings in 1 file.\n"


def test_a_disabled_cell_does_not_run(folder: Path) -> None:
    head = "@app.cell\nasync def fit("
    disabled = NOTEBOOK.replace(head, head.replace("cell", "cell(disabled=True)"))
    assert disabled != NOTEBOOK
    (folder / "waiting.py").write_text(disabled)
    assert "2 chains" not in nplint(*CONCISE, cwd=folder).stdout


def test_functions_of_the_app_are_functions_of_the_program(folder: Path) -> None:
    start = NOTEBOOK.index("@app.cell\ndef __(")
    end = NOTEBOOK.index("@app.cell\nasync")
    whole = """\
with app.setup:
    import numpyro
    import numpyro.distributions as dist


@app.function
def model(y):
    scale = numpyro.sample("scale", prior)
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


"""
    (folder / "waiting.py").write_text(NOTEBOOK[:start] + whole + NOTEBOOK[end:])
    assert ":30:13: NPL001" in nplint(*CONCISE, cwd=folder).stdout


def test_only_what_stays_within_a_cell_is_repaired(folder: Path) -> None:
    assert nplint("fix", "--write", "--unsafe-fixes", cwd=folder).returncode == 1
    assert (folder / "waiting.py").read_text() == NOTEBOOK
    old = NOTEBOOK.replace("jnp.ones(3))", "jax.tree_map(abs, jnp.ones(3)))")
    (folder / "waiting.py").write_text(old)
    nplint("fix", "--write", cwd=folder)
    repaired = old.replace("jax.tree_map(", "jax.tree_util.tree_map(")
    assert (folder / "waiting.py").read_text() == repaired


def test_the_text_is_as_long_and_has_the_same_lines(folder: Path) -> None:
    for text in (NOTEBOOK, NOTEBOOK.replace("\n", "\r\n")):
        source = read_source(folder / "waiting.py", text.encode())
        assert len(source.code) == len(source.text)
        assert source.code.count("\n") == source.text.count("\n")
        compile(source.code, "waiting.py", "exec")
        assert "def model(y):" in source.code
        assert "return scale" in source.code
        assert "return (model,)" not in source.code
        assert "return is no statement here" in source.code
        assert source.encode(source.text) == text.encode()


def test_what_only_mentions_marimo_is_a_module(folder: Path) -> None:
    text = '"""Not for marimo."""\napp = Flask()\n\n\n@app.cell\ndef f(x):\n    return x\n'
    source = read_source(folder / "waiting.py", text.encode())
    assert source.code == text


@pytest.mark.parametrize(
    "damage",
    [
        ("    return (prior,)", "    return prior + 1"),
        ("@app.cell\ndef __(", "@app.cell\ndef __(*"),
        ("if __name__", "@app.cell\ndef _():\n    return\n\n\nif __name__"),
        ("app = marimo.App", "app = marimo.App()\n@app.cell\napp2 = marimo.App"),
    ],
)
def test_odd_notebooks_are_read(folder: Path, damage: tuple[str, str]) -> None:
    (folder / "waiting.py").write_text(NOTEBOOK.replace(*damage))
    done = nplint(*CONCISE, cwd=folder)
    assert done.returncode in (0, 1)
    assert done.stderr == ""
