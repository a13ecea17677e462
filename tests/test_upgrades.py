"""What the upgrade rules say about a file depends on what its project says it runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.engine import session as engine
from nplint.settings import SettingsTable
from nplint.target.target import forget


def found(tmp_path: Path, text: str, requirement: str = "") -> list[tuple[str, str]]:
    """The code and message of each upgrade finding in a program of a project."""
    forget()
    (tmp_path / ".git").mkdir(exist_ok=True)
    if requirement:
        (tmp_path / "requirements.txt").write_text(requirement.replace(";", "\n") + "\n")
    (tmp_path / "program.py").write_text("import numpyro\n" + text)
    result = engine.check([tmp_path], SettingsTable(select=("NPL8", "NPL3")))
    return [(finding.code, finding.message) for finding in result.findings]


TREE_MAP = "import jax\njax.tree_map(len, [])\n"
CONCAT = "import jax.numpy as jnp\njnp.concat([])\n"
CLIP = "import jax.numpy as jnp\njnp.clip(1, min=0)\n"
MCMC = "from numpyro.infer import MCMC\nMCMC(1, 2, 3)\n"


@pytest.mark.parametrize(
    ("text", "requirement", "codes"),
    [
        (TREE_MAP, "", ["NPL802"]),
        (TREE_MAP, "numpyro==0.15.2", []),
        (TREE_MAP, "numpyro==0.22.0", ["NPL802"]),
        (TREE_MAP, "numpyro==0.22.0;jax==0.4.20", []),
        (TREE_MAP, "jax<0.5", []),
        # A name that came later is told only to who promises an older release.
        (CONCAT, "", []),
        (CONCAT, "jax", []),
        (CONCAT, "jax>=0.4.20", ["NPL802"]),
        (CLIP, "jax", []),
        (CLIP, "jax>=0.4.20", ["NPL804"]),
        # Of a release between two known ones only that is said which holds on both.
        (CONCAT, "jax==0.4.24", []),
        (MCMC, "", ["NPL803"]),
        (MCMC, "numpyro==0.9.2", ["NPL803"]),
        (MCMC, "numpyro==0.15.9", ["NPL803"]),
        # Nothing was seen of releases that old.
        (MCMC, "numpyro==0.6.0", []),
        (TREE_MAP, "jax==0.2.8", []),
    ],
)
def test_the_target_decides(text: str, requirement: str, codes: list[str], tmp_path: Path) -> None:
    assert [code for code, _ in found(tmp_path, text, requirement)] == codes


def test_messages_say_since_when_and_why(tmp_path: Path) -> None:
    [(_, gone)] = found(tmp_path, TREE_MAP, "numpyro>=0.20")
    assert gone == (
        "`jax.tree_map` raises AttributeError on JAX 0.10.2: 0.5.3 still had it "
        "(numpyro>=0.20 in requirements.txt goes with JAX 0.10.2)"
    )
    [(_, late)] = found(tmp_path, CONCAT, "jax>=0.4.20")
    assert late == (
        "`jax.numpy.concat` raises AttributeError on JAX 0.4.20: 0.4.26 has it first "
        "(jax>=0.4.20 in requirements.txt admits 0.4.20)"
    )


def test_a_number_taken_for_a_flag_is_no_call_that_worked(tmp_path: Path) -> None:
    """As by distributions up to NumPyro 0.9, whose ``validate_args`` could be given so."""
    text = "import numpyro.distributions as dist\ndist.Normal(0, 1, 2)\n"
    [(_, message)] = found(tmp_path, text)
    assert "took this call" not in message


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("plate('N')", "it is not given `size`"),
        ("subsample()", "it is not given `data` and `event_dim`"),
        ("deterministic('a', 1, 2)", "it takes 2 arguments by position, not 3"),
        ("set_host_device_count(1, 2)", "it takes one argument by position, not 2"),
        ("prng_key(1)", "it takes no argument by position, not 1"),
        ("plate('N', 1, name='a')", "it gets `name` twice"),
        ("factor('a', 1, x=1, y=2)", "it takes no `x` and no `y`"),
    ],
)
def test_messages_say_what_does_not_fit(call: str, complaint: str, tmp_path: Path) -> None:
    [(code, message)] = found(tmp_path, f"numpyro.{call}\n")
    assert code == "NPL803"
    assert f"on NumPyro 0.22.0: {complaint} (your project" in message


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("import jax\njax.linear_util", "JAX says to use `jax.extend.linear_util` instead."),
        (
            "from jax.experimental.optimizers import adam, nothing",
            "It is `jax.example_libraries.optimizers` now; nplint does not write it: "
            "no other name takes the place of `nothing`.",
        ),
        (
            "import jax.experimental.optimizers",
            "It is `jax.example_libraries.optimizers` now; nplint does not write it: "
            "the module's name may be used all over the file.",
        ),
    ],
)
def test_what_takes_the_place_of_a_name_is_told(text: str, help_: str, tmp_path: Path) -> None:
    forget()
    (tmp_path / "program.py").write_text(f"import numpyro\n{text}\n")
    [finding] = engine.check([tmp_path], SettingsTable(isolated=True, select=("NPL8",))).findings
    assert finding.fix is None
    assert finding.help == (help_,)


@pytest.mark.parametrize(
    "text",
    [
        "import jax.numpy as jnp\njnp.finfo(float), jnp.shape(1), jnp.floating\n",
        "from jax.experimental import sparse\nsparse.BCOO\n",
        "import numpyro.distributions as dist\ndist.kl_divergence\n",
        "import pytest\nwith pytest.raises(TypeError):\n    numpyro.plate('N')\n",
        "import jax\ntree_map = jax.tree.map if hasattr(jax, 'tree') else jax.tree_map\n",
        "from numpyro.contrib.tfp.mcmc import NoUTurnSampler\n",
        "from numpyro.primitives import plate\nplate.process_message(1, 2)\n",
        "from jax import test_util\ntest_util.check_grads\n",
        "import jax\njax.tree_map = jax.tree_util.tree_map\njax.tree_map(len, [])\n",
    ],
)
def test_silent(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, text) == []


def fixed(tmp_path: Path, text: str, unsafe: bool = False) -> str:
    """A program as the fixes of the upgrade rules leave it, for the newest release."""
    forget()
    (tmp_path / ".git").mkdir()
    path = tmp_path / "program.py"
    newline = "\r\n" if "\r\n" in text else "\n"
    path.write_bytes(f"import numpyro{newline}{text}".encode())
    table = SettingsTable(select=("NPL8",), target_numpyro="0.22.0", unsafe_fixes=unsafe)
    result = engine.fix([tmp_path], table)
    return result.changes[0].new_text.partition("\n")[2] if result.changes else text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import jax\nx = jax . tree_map(f, y)\n",
            "import jax\nx = jax.tree_util.tree_map(f, y)\n",
        ),
        ("import jax as J\nJ.tree_map\n", "import jax as J\nJ.tree_util.tree_map\n"),
        ("import jax.numpy as jnp\njnp.round_(x)\n", "import jax.numpy as jnp\njnp.round(x)\n"),
        (
            "from jax import numpy as jnp, tree_map  # both\r\n",
            "from jax import numpy as jnp  # both\r\nfrom jax.tree_util import tree_map\r\n",
        ),
        (
            "def f():\n    from jax import tree_map as t, jit\n    return t, jit\n",
            "def f():\n    from jax import jit\n    from jax.tree_util import tree_map as t\n"
            "    return t, jit\n",
        ),
        ("from jax.config import config\n", "from jax import config\n"),
        (
            "from numpyro import handlers as h\nfrom numpyro.infer import elbo\nelbo.Messenger\n",
            "from numpyro import handlers as h\nfrom numpyro.infer import elbo\nh.Messenger\n",
        ),
        (
            "import jax\nfrom jax.extend import backend\njax.clear_backends()\n",
            "import jax\nfrom jax.extend import backend\nbackend.clear_backends()\n",
        ),
        (
            "from jax import jit, tree_map",
            "from jax import jit\nfrom jax.tree_util import tree_map",
        ),
        (
            "from numpyro.infer_util import log_density as ld, potential_energy\n",
            "from numpyro.infer.util import log_density as ld, potential_energy\n",
        ),
        (
            "from numpyro.infer import MCMC\nMCMC(k, 1, num_samples=2)\n",
            "from numpyro.infer import MCMC\nMCMC(k, num_warmup=1, num_samples=2)\n",
        ),
        (
            "import jax.numpy as jnp\njnp.clip(x,a_min = 0, a_max=1)\n",
            "import jax.numpy as jnp\njnp.clip(x,min = 0, max=1)\n",
        ),
    ],
)
def test_the_edits_are_no_larger_than_needed(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, before) == after


@pytest.mark.parametrize(
    "text",
    [
        # Several lines, several statements on one, a module whose name is used all over.
        "from jax import (\n    numpy,\n    tree_map,\n)\n",
        "from jax import numpy, \\\n    tree_map\n",
        "from jax import numpy, tree_map; numpy.zeros(3)\n",
        "import jax.experimental.stax\njax.experimental.stax.Dense(1)\n",
        # No name leads there, or it is another, or not yet one.
        "import jax\njax.clear_backends()\n",
        "from jax import core, numpy\ncore.UnexpectedTracerError\n",
        "from jax import core, errors\nerrors = None\ncore.UnexpectedTracerError\n",
        "from jax import core, errors\ndef f(errors):\n    core.UnexpectedTracerError\n",
        "from jax import core\ncore.UnexpectedTracerError\nfrom jax import errors\n",
        # The same name would be given twice, or what is spread is not seen.
        "from numpyro.infer import MCMC\nMCMC(k, 1, 2, num_warmup=3)\n",
        "from numpyro.infer import MCMC\nMCMC(k, *counts)\n",
        # What comes third was taken by ``*``, and has no name.
        "import jax\njax.lax.dot(a, b, precision)\n",
        # Up to 0.8 the first argument was the bound.
        "import numpyro.distributions as dist\ndist.TruncatedNormal(0, 2, 10)\n",
    ],
)
def test_no_fix_where_it_could_be_wrong(text: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, text, unsafe=True) == text
