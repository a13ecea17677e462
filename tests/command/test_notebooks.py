"""Notebooks, checked and fixed by the command as a user does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nplint.engine import session as engine
from nplint.settings import SettingsTable
from tests.command import nplint
from tests.helpers.notebooks import (
    FIXED_MODEL,
    IMPORTS,
    MODEL,
    PRIOR,
    RUN,
    code,
    document,
    markdown,
    sources,
    written,
)

FINDING = (
    "NPL001 [*] `prior` (TruncatedNormal) is built once and shared by the 2 chains of `model`: "
    "NumPyro before 0.15.3 keeps in it what its first use computes"
)
CELLS: tuple[str | dict[str, Any], ...] = (
    markdown("# A model"),
    IMPORTS,
    f"%matplotlib inline\n{PRIOR}",
    MODEL,
    markdown("Run it:"),
    f"%%time\n{RUN}",
)


def save(folder: Path, *cells: str | dict[str, Any], name: str = "nb.ipynb", **more: Any) -> Path:
    path = folder / name
    path.write_bytes(written(document(*cells, **more)))
    return path


def check(folder: Path, *arguments: str) -> list[str]:
    """The findings, a line each."""
    done = nplint("check", "--output-format=concise", "--isolated", *arguments, cwd=folder)
    assert done.stderr == ""
    assert done.returncode == (0 if done.stdout.startswith("No findings") else 1)
    return [line.split(",")[0] for line in done.stdout.splitlines()[:-1]]


def fixed(path: Path) -> list[str]:
    """The texts of a notebook's cells after ``nplint fix --write``, which done again is idle."""
    nplint("fix", "--write", "--isolated", cwd=path.parent)
    once = path.read_bytes()
    nplint("fix", "--write", "--isolated", cwd=path.parent)
    assert path.read_bytes() == once
    return sources(once)


def test_the_report_shows_each_cell_by_itself(tmp_path: Path) -> None:
    save(tmp_path, *CELLS)
    assert (
        nplint("check", "--isolated", cwd=tmp_path).stdout
        == f"""\
NPL001 leaky-shared-distribution: `prior` (TruncatedNormal) is built once and shared by the 2 \
chains of `model`: NumPyro before 0.15.3 keeps in it what its first use computes, and the next \
crashes with UnexpectedTracerError (your project does not say which NumPyro it uses)
 --> nb.ipynb:cell 3:2:9
  |
2 | {PRIOR}
  |         {"^" * 39} built once, here
  |
 ::: nb.ipynb:cell 4:2:37
  |
1 | def model(y):
2 |     scale = numpyro.sample("scale", prior)
  |                                     ----- `prior` is used here by each chain of `model`
  |
 ::: nb.ipynb:cell 6:2:8
  |
2 | mcmc = MCMC(NUTS(model), num_warmup=9, num_samples=9, num_chains=2, chain_method="vectorized")
  |        {"-" * 87} run here: 2 chains
  |
  = fix: Build `prior` inside `model` (nplint fix)

Found 1 finding in 1 file (1 fixable with `nplint fix --write --isolated`).
"""
    )


def test_places_in_short_and_for_machines(tmp_path: Path) -> None:
    path = save(tmp_path, *CELLS)
    assert check(tmp_path) == [f"nb.ipynb:cell 3:2:9: {FINDING}"]
    (said,) = json.loads(nplint("check", "--output-format=json", cwd=tmp_path).stdout)
    place = {"filename": str(path), "cell": 3, "location": {"row": 2, "column": 9}}
    assert {key: said[key] for key in place} == place
    assert [each["cell"] for each in said["related"]] == [4, 6]
    assert [(e["cell"], e["location"]["row"]) for e in said["fix"]["edits"]] == [(3, 2), (4, 2)]


def test_the_diff_is_by_cell(tmp_path: Path) -> None:
    path = save(tmp_path, *CELLS)
    before = path.read_bytes()
    done = nplint("fix", "--isolated", cwd=tmp_path)
    assert (
        done.stdout
        == f"""\
--- nb.ipynb:cell 3
+++ nb.ipynb:cell 3
@@ -1,2 +1 @@
 %matplotlib inline
-{PRIOR}
--- nb.ipynb:cell 4
+++ nb.ipynb:cell 4
@@ -1,3 +1,4 @@
 def model(y):
+    {PRIOR}
     scale = numpyro.sample("scale", prior)
     numpyro.sample("y", dist.Normal(0.0, scale), obs=y)
"""
    )
    assert done.stderr.startswith("Would apply 1 fix in 1 file.")
    assert path.read_bytes() == before


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
def test_fixing_writes_what_jupyter_would(tmp_path: Path, indent: int | str | None) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_bytes(written(document(*CELLS), indent))
    after = document(*CELLS[:2], "%matplotlib inline", FIXED_MODEL, *CELLS[4:])
    fixed(path)
    assert path.read_bytes() == written(after, indent)
    assert check(tmp_path) == []


def test_no_cell_is_emptied(tmp_path: Path) -> None:
    path = save(tmp_path, IMPORTS, f"\n{PRIOR}\n", "", MODEL, RUN)
    assert fixed(path) == [IMPORTS, f"\n{PRIOR}\n", "", FIXED_MODEL, RUN]
    assert check(tmp_path) == []


def test_a_cell_magic_is_not_left_without_a_body(tmp_path: Path) -> None:
    path = save(tmp_path, IMPORTS, f"%%capture\n{PRIOR}", MODEL, RUN)
    assert fixed(path) == [IMPORTS, "%%capture\npass", FIXED_MODEL, RUN]
    path = save(tmp_path, IMPORTS, f"%%capture\n{PRIOR}\nx = 1", MODEL, RUN)
    assert fixed(path) == [IMPORTS, "%%capture\nx = 1", FIXED_MODEL, RUN]


def test_no_blank_lines_are_left_where_a_cell_ends_or_begins(tmp_path: Path) -> None:
    path = save(tmp_path, f"{IMPORTS}\n\n\n{PRIOR}", MODEL, RUN)
    assert fixed(path) == [IMPORTS, FIXED_MODEL, RUN]
    path = save(tmp_path, IMPORTS, f"{PRIOR}\n\n\nx = 1\n", MODEL, RUN)
    assert fixed(path) == [IMPORTS, "x = 1\n", FIXED_MODEL, RUN]


def test_comments_about_the_cell_stay_in_it(tmp_path: Path) -> None:
    path = save(tmp_path, IMPORTS, f"#| label: prior\n# How wide?\n{PRIOR}", MODEL, RUN)
    model = MODEL.replace(":\n", f":\n    # How wide?\n    {PRIOR}\n", 1)
    assert fixed(path) == [IMPORTS, "#| label: prior", model, RUN]


def test_line_ends_inside_of_cells(tmp_path: Path) -> None:
    cells = [cell.replace("\n", "\r\n") for cell in (f"{IMPORTS}\n{PRIOR}", MODEL, RUN)]
    path = save(tmp_path, *cells)
    assert check(tmp_path) == [f"nb.ipynb:cell 1:5:9: {FINDING}"]
    assert fixed(path) == [
        IMPORTS.replace("\n", "\r\n"),
        FIXED_MODEL.replace("\n", "\r\n"),
        cells[2],
    ]


def test_what_a_magic_or_a_cell_in_another_language_names_is_not_taken_away(
    tmp_path: Path,
) -> None:
    for use in ("%store prior", "!echo {prior}", "prior?", "%%R -i prior\nplot(prior)"):
        path = save(tmp_path, IMPORTS, PRIOR, MODEL, RUN, use)
        assert fixed(path) == [IMPORTS, PRIOR, FIXED_MODEL, RUN, use]


def test_statements_behind_a_magic_are_read(tmp_path: Path) -> None:
    run, last = RUN.split("\n")
    for cell in (f"%time {run}\n{last}", f"mcmc = %time {run[7:]}\n{last}"):
        save(tmp_path, IMPORTS, PRIOR, MODEL, cell)
        assert check(tmp_path) == [f"nb.ipynb:cell 2:1:9: {FINDING}"]


def test_new_imports_go_where_the_model_sees_them(tmp_path: Path) -> None:
    (tmp_path / "priors.py").write_text(
        "from numpyro.distributions import TruncatedNormal\n\n"
        "prior = TruncatedNormal(0.0, 1.0, low=0.0)\n"
    )
    path = save(
        tmp_path,
        f"{IMPORTS}\nfrom priors import prior",
        f"import jax.numpy as jnp\n\n{MODEL}",
        RUN,
        "import arviz",
    )
    made = MODEL.replace(":\n", ":\n    prior = TruncatedNormal(0.0, 1.0, low=0.0)\n", 1)
    assert fixed(path) == [
        IMPORTS,
        f"import jax.numpy as jnp\nfrom numpyro.distributions import TruncatedNormal\n\n{made}",
        RUN,
        "import arviz",
    ]


def test_comments_hide_findings_of_their_row(tmp_path: Path) -> None:
    quiet = f"!echo '''\n%cd \"\n{PRIOR}  # nplint: ignore[NPL001]"
    save(tmp_path, IMPORTS, "'''\n\n'''", quiet, MODEL, RUN)
    assert check(tmp_path) == []
    save(tmp_path, IMPORTS, f"# noqa\n{PRIOR}", "# noqa\n# noqa", MODEL, RUN)
    assert check(tmp_path) == [f"nb.ipynb:cell 2:2:9: {FINDING}"]


def test_comments_are_added_and_taken_away(tmp_path: Path) -> None:
    path = save(tmp_path, *CELLS)
    before = path.read_bytes()
    nplint("check", "--isolated", "--add-noqa", cwd=tmp_path)
    hidden = [*sources(before)]
    hidden[2] += "  # noqa: NPL001"
    assert sources(path.read_bytes()) == hidden
    assert check(tmp_path) == []
    path.write_bytes(path.read_bytes().replace(b"num_chains=2", b"num_chains=1"))
    assert check(tmp_path)[0].startswith("nb.ipynb:cell 3:2:50: NPL903 [*]")
    assert fixed(path)[2] == sources(before)[2]


def test_of_a_notebook_that_is_read_in_part_no_comment_is_called_unused(tmp_path: Path) -> None:
    save(tmp_path, IMPORTS, f"{PRIOR}  # noqa: NPL001", MODEL, RUN.replace("(model)", "(model"))
    (found,) = check(tmp_path)
    assert found.startswith("nb.ipynb:cell 4:")
    assert "NPL901" in found


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("x = 1\nif x:", "cell 3:2:6"),
        ("x = (1,", "cell 3:1:5"),
        ("y = '''", "cell 3:"),
        ("def f():\n\n", "cell 3:1:9"),
        ("x = 1 \\", "cell 3:"),
        ("%time\nprint prior", "cell 3:2:"),
        ("x = '\ud83d'", "cell 3:"),
    ],
)
def test_a_cell_that_is_no_python_costs_only_itself(
    tmp_path: Path, broken: str, place: str
) -> None:
    path = tmp_path / "nb.ipynb"
    made = document(IMPORTS, PRIOR, broken, MODEL, "2)", RUN)
    path.write_text(json.dumps(made, indent=1))
    found = check(tmp_path)
    assert found[0] == f"nb.ipynb:cell 2:1:9: {FINDING}"
    assert found[1].startswith(f"nb.ipynb:{place}")
    assert "NPL901" in found[1]
    assert found[2].startswith("nb.ipynb:cell 5:1:2: NPL901")
    assert len(found) == 3
    assert fixed(path) == [IMPORTS, PRIOR, broken, FIXED_MODEL, "2)", RUN]


def test_cells_that_python_alone_would_refuse(tmp_path: Path) -> None:
    save(
        tmp_path,
        "",
        "\n\n",
        "import numpyro;",
        "await numpyro.something()\nasync with x: pass",
        "# only a comment",
        "pip install numpyro",
        "    numpyro.copied_from_a_function()",
        "%%bash\necho ((",
        "%%html\n<b>numpyro</b>",
        "%load_ext autoreload\n%autoreload 2",
        code("function add(x, y) {}", metadata={"vscode": {"languageId": "javascript"}}),
        code("", source=[]),
        {"cell_type": "code", "metadata": {}, "outputs": []},
        {"cell_type": "raw", "metadata": {}, "source": "(("},
    )
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"import numpyro", "Expecting an object (line 1, column 1 of the file)"),
        (b'{"cells": [\n "numpyro"]}', "Expecting an object (line 2, column 2 of the file)"),
        (b'{"cells": "numpyro"}', "Expecting a list (line 1, column 11 of the file)"),
        (b'{"numpyro": []}', "No cells"),
        (b'{"cells": []} numpyro', "Extra data (line 1, column 15 of the file)"),
        (b'{"cells": [], "numpyro"', "Expecting ':' delimiter"),
        (b'{"cells": [], "numpyro": 1,}', "Expecting property name"),
        (b'{"cells": [], "numpyro": 1 "x": 2}', "Expecting ',' delimiter"),
        (
            b'{"cells": [{"cell_type": "code", "source": ["numpyro", 1]}]}',
            "Expecting a cell's text",
        ),
        (
            b'{"cells": [{"cell_type": "code", "source": "numpyro\\u0000"}]}',
            "cell 1 contains a null",
        ),
        (b'{"cells": [], "x": "numpyro\n"}', "Invalid control character"),
        (
            b'{"cells": [], "numpyro": "\xff"}',
            "byte 0xff at line 1, column 27 of the file is not utf-8",
        ),
        (b'{"numpyro": ' + b"[" * 300_000, ""),
    ],
)
def test_a_file_that_is_no_notebook_is_one_finding(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    save(tmp_path, *CELLS)
    found = check(tmp_path)
    assert found[0].startswith("a.ipynb:1:1: NPL902 cannot be read as a notebook: ")
    assert said in found[0] or said.partition(",")[0] in found[0]
    assert found[1:] == [f"nb.ipynb:cell 3:2:9: {FINDING}"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"language_info": {"name": "julia"}, "kernelspec": {"language": "python"}},
        {"kernelspec": {"language": "sage"}},
    ],
)
def test_notebooks_in_other_languages_are_left_alone(tmp_path: Path, metadata: object) -> None:
    save(tmp_path, f"{IMPORTS}\n)", PRIOR, MODEL, RUN, metadata=metadata)
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    "metadata", [{}, None, 3, {"kernelspec": None}, {"language_info": {"name": "ipython"}}]
)
def test_notebooks_that_do_not_name_their_language_are_python(
    tmp_path: Path, metadata: object
) -> None:
    save(tmp_path, *CELLS, metadata=metadata)
    assert len(check(tmp_path)) == 1


def test_a_mention_outside_of_code_does_not_matter(tmp_path: Path) -> None:
    broken = code("print numpy", outputs=[{"output_type": "stream", "text": "numpyro"}])
    save(tmp_path, markdown("import numpyro"), "%%bash\nnumpyro", "!pip install numpyro", broken)
    assert check(tmp_path) == []


def test_a_notebook_imports_as_a_script_in_its_folder_does(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    (folder / "models.py").write_text(f"{IMPORTS}\n\n{PRIOR}\n\n\n{MODEL}\n\n\nRUNS = MCMC, NUTS\n")
    text = "from models import RUNS, model\n\nMCMC, NUTS = RUNS"
    save(folder, "x = 1", text, RUN.split("\n")[0], name="run.ipynb")
    assert check(tmp_path) == [f"study/models.py:6:9: {FINDING}"]
    shown = nplint("check", "--isolated", cwd=tmp_path).stdout
    assert "::: study/run.ipynb:cell 3:1:8" in shown


def test_cells_run_in_order(tmp_path: Path) -> None:
    plain = MODEL.replace("prior)", "dist.HalfNormal(1.0))")
    alone = RUN.replace("num_chains=2", "num_chains=1")
    save(tmp_path, IMPORTS, PRIOR, MODEL, alone, plain, RUN)
    assert check(tmp_path) == []
    save(tmp_path, IMPORTS, plain, RUN, PRIOR, MODEL, alone)
    assert check(tmp_path) == []
    save(tmp_path, IMPORTS, "CHAINS = 1", PRIOR, "CHAINS = 3", MODEL, RUN.replace("=2", "=CHAINS"))
    assert check(tmp_path) == [f"nb.ipynb:cell 3:1:9: {FINDING.replace(' 2 ', ' 3 ')}"]


def test_notebooks_are_no_modules(tmp_path: Path) -> None:
    save(tmp_path, IMPORTS, PRIOR, name="priors.ipynb")
    save(tmp_path, f"{IMPORTS}\nfrom priors import prior", MODEL, RUN)
    assert check(tmp_path) == []


def test_a_large_output_is_kept(tmp_path: Path) -> None:
    output = {"data": {"image/png": "iVBORw0KGgo" * 500_000, "x": {"y": [1.0, 1e-5]}}}
    path = save(tmp_path, *CELLS, code("", outputs=[output]))
    before = path.read_bytes()
    assert len(fixed(path)) == len(CELLS) + 1
    after = path.read_bytes()
    assert before[-5_500_000:] == after[-5_500_000:]


def test_only_whole_cells_are_given_back(tmp_path: Path) -> None:
    path = save(tmp_path, *CELLS)
    (change,) = engine.fix([path], SettingsTable(isolated=True)).changes
    with pytest.raises(ValueError, match="cells cannot be added or removed"):
        change.source.with_text("x = 1\n")
