"""What is followed from a construction to a run, shape by shape."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from nplint.engine import session as engine
from nplint.finding import Finding
from nplint.project import relevance
from nplint.result import Result
from nplint.settings import SettingsTable
from nplint.system import workers
from nplint.system.process import own_process
from tests.helpers import programs
from tests.helpers.short_forms import in_full

HEAD = (
    "import numpyro\nimport numpyro.distributions as dist\nfrom numpyro.infer import MCMC, NUTS\n"
)
PRIOR = "dist.TruncatedNormal(0.0, 1.0, low=0.0)"
RUN = (
    "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized')"
    ".run(key)"
)


def check(folder: Path, **files: str) -> Result:
    """Check some modules; each gets the usual imports unless it starts with ``import``."""
    for name, text in files.items():
        path = folder.joinpath(*name.split("__in__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = textwrap.dedent(text).replace("PRIOR()", PRIOR).replace("RUN()", RUN)
        path.write_text(text if text.startswith("import") else HEAD + text)
    return engine.check([folder], SettingsTable(isolated=True))


def found(result: Result) -> list[tuple[str, str]]:
    """Code and text of what each finding points at."""
    texts = []
    for finding in result.findings:
        source = result.sources[finding.path].text
        texts.append((finding.code, source[finding.span.start : finding.span.end]))
    return texts


LEAK = [("NPL001", PRIOR)]


def said(program: str) -> list[Finding]:
    """Assert that all rules together find what is marked in a program; return the findings."""
    return programs.check("NPL", in_full(program), head=programs.SHORT_HEAD)


REPORTED = {
    "a function that was handed on before its name was bound anew": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def main(register):
            def model(): numpyro.sample("a", P)
            register(model)
            def model(): numpyro.sample("a", dist.Normal(0.0, 1.0))
        """,
    "joined dicts": """
        A = {"a": PRIOR()}  # NPL001 `…TruncatedNormal…`
        ALL = A | {"b": 1}
        def model(): numpyro.sample("a", ALL["a"])
        RUN()
        """,
    "joined in place": """
        A = {}
        A |= {"a": PRIOR()}  # NPL001 `…TruncatedNormal…`
        def model():
            for name, prior in A.items():
                numpyro.sample(name, prior)
        RUN()
        """,
    "a dict built from itself": """
        A = {"a": PRIOR()}  # NPL001 `…TruncatedNormal…`
        for name in "bc":
            A = {**A, name: 1}
        def model(): numpyro.sample("a", A["a"])
        RUN()
        """,
    "enumerate and zip": """
        PRIORS = [PRIOR()]  # NPL001 `…TruncatedNormal…`
        def model():
            for i, (name, prior) in enumerate(zip(["a"], PRIORS)):
                numpyro.sample(name, prior)
        RUN()
        """,
    "a comprehension in the model": """
        PRIORS = {"a": PRIOR()}  # NPL001 `…TruncatedNormal…`
        def model(): return [numpyro.sample(k, v) for k, v in PRIORS.items()]
        RUN()
        """,
    "a comprehension whose variable has the name of what it runs over": """
        prior = [PRIOR()]  # NPL001 `…TruncatedNormal…`
        def model(): return [numpyro.sample("a", prior) for prior in prior]
        RUN()
        """,
    "a runner object": """
        class Runner:
            def __init__(self, model): self.model = model
            def __call__(self, key):
                MCMC(
                    NUTS(self.model), num_warmup=1, num_samples=1,
                    num_chains=2, chain_method="vectorized"
                ).run(key)
        class Model:
            def __init__(self, prior): self.prior = prior
            def __call__(self): numpyro.sample("a", self.prior)
        Runner(Model(PRIOR()))(key)  # NPL001 `…TruncatedNormal…`
        """,
    "a base class": """
        class Base:
            prior = PRIOR()  # NPL001 `…TruncatedNormal…`
            def model(self): numpyro.sample("a", self.prior)
        class Derived(Base):
            def fit(self, key):
                MCMC(
                    NUTS(self.model), num_warmup=1, num_samples=1,
                    num_chains=2, chain_method="vectorized"
                ).run(key)
        """,
    "a click default": """
        import click
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.sample("a", P)
        @click.command()
        @click.option("--num-chains", default=3)
        def main(num_chains):
            MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=num_chains).run(key)
        """,
    "keywords in a dict": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.sample("a", P)
        SETTINGS = dict(num_warmup=1, num_samples=1, num_chains=2, chain_method="vectorized")
        MCMC(NUTS(model), **SETTINGS).run(key)
        """,
    "arithmetic on constants": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        N = 1
        def model(): numpyro.sample("a", P)
        MCMC(
            NUTS(model), num_warmup=1, num_samples=1,
            num_chains=N + 1, chain_method="vectorized"
        ).run(key)
        """,
    "log_prob in the model": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.factor("a", P.log_prob(1.0))
        RUN()
        """,
    "scan inside the model": """
        from numpyro.contrib.control_flow import scan
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def step(carry, x):
            numpyro.sample("a", P)
            return carry, x
        def model(): scan(step, 0, xs)
        RUN()
        """,
    "a model that nothing runs": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.sample("a", P)
        """,
    "a kernel whose run is out of sight": """
        P = PRIOR()  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.sample("a", P)
        def kernel(): return NUTS(model)
        """,
    "two branches": """
        if wide: P = PRIOR()  # NPL001 `…TruncatedNormal…`
        else: P = None
        def model(): numpyro.sample("a", P)
        RUN()
        """,
    "getattr by name": """
        P = getattr(dist, "TruncatedNormal")(0.0, 1.0, low=0.0)  # NPL001 `…TruncatedNormal…`
        def model(): numpyro.sample("a", P)
        RUN()
        """,
}

SILENT = {
    "a function that was only called before its name was bound anew": """
        P = PRIOR()
        def main():
            def model(): numpyro.sample("a", P)
            model()
            def model(): numpyro.sample("a", dist.Normal(0.0, 1.0))
        """,
    "an argument of a vectorized run": """
        def model(prior): numpyro.sample("a", prior)
        mcmc = MCMC(
            NUTS(model), num_warmup=1, num_samples=1,
            num_chains=4, chain_method="vectorized"
        )
        mcmc.run(key, PRIOR())
        """,
    "a mixture over a part that leaks in prediction only": """
        P = dist.MixtureSameFamily(dist.Categorical(logits=w), dist.Bernoulli(logits=x))
        def model(): numpyro.sample("a", P, obs=y)
        """,
    "None as keywords, replaced by none": """
        P = PRIOR()
        def model(): numpyro.sample("a", P)
        def run(key, arguments=None):
            if arguments is None:
                arguments = dict()
            MCMC(NUTS(model), num_warmup=1, num_samples=1, **arguments).run(key)
        run(key)
        """,
    "a filter by type": """
        P = {"a": PRIOR(), "b": 1.0}
        FIXED = {k: v for k, v in P.items() if not isinstance(v, dist.Distribution)}
        def model(): numpyro.sample("a", FIXED["b"])
        """,
    "evaluated before the run": """
        P = PRIOR()
        print(P.mean)
        def model(): numpyro.sample("a", P)
        RUN()
        """,
    "one chain among the keywords": """
        P = PRIOR()
        def model(): numpyro.sample("a", P)
        MCMC(NUTS(model), **dict(num_warmup=1, num_samples=1)).run(key)
        """,
    "an instance of another library": """
        import numpyro
        import pyro.distributions as dist
        P = dist.TruncatedNormal(0.0, 1.0, low=0.0)
        def model(): numpyro.sample("a", P)
        """,
    "a function that calls itself": """
        def model(n): return model(n - 1) if n else numpyro.sample("a", PRIOR())
        RUN()
        """,
    "an attribute set by the model itself": """
        class Model:
            def setup(self): self.prior = PRIOR()
            def model(self):
                self.setup()
                numpyro.sample("a", self.prior)
            def fit(self, key):
                MCMC(
                    NUTS(self.model), num_warmup=1, num_samples=1,
                    num_chains=2, chain_method="vectorized"
                ).run(key)
        """,
    "an object made in the model": """
        class Priors:
            def __init__(self): self.a = PRIOR()
        def model(): numpyro.sample("a", Priors().a)
        RUN()
        """,
}


@pytest.mark.parametrize("name", REPORTED)
def test_reported(name: str) -> None:
    said(REPORTED[name])


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str) -> None:
    said(SILENT[name])


@pytest.mark.parametrize("bounds", ["", ", low=None"])
def test_what_truncates_nothing_does_not_leak_either(bounds: str) -> None:
    construction = f"dist.TruncatedNormal(0.0, 1.0{bounds})"
    said(f"""
        P = {construction}  # NPL306 `{construction}`
        def model(): numpyro.sample("a", P)
        RUN()
        """)


def test_a_star_import_in_a_circle_ends() -> None:
    said("""
        --- pkg/__init__
        # No more than this.
        import numpyro
        from .a import *
        --- pkg/a
        from . import helper
        P = PRIOR()  # NPL001 `PRIOR()`
        def model(): helper(numpyro.sample("a", P))
        RUN()
        """)


def test_names_imported_in_a_circle_end() -> None:
    said("""
        --- a
        from b import x
        P = PRIOR()  # NPL001 `PRIOR()`
        def model(): numpyro.sample('a', P); x()
        RUN()
        --- b
        # No more than this.
        import numpyro
        from a import x
        """)


def test_a_caller_that_does_not_mention_numpyro_counts() -> None:
    said("""
        --- models
        P = PRIOR()
        def model(): numpyro.sample("a", P)
        def fit(key, chains):
            MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=chains).run(key)
        --- main
        # No more than this.
        import models
        models.fit(None, chains=1)
        """)


def test_a_constant_of_a_module_that_does_not_mention_numpyro_counts() -> None:
    said("""
        --- config
        # No more than this.
        import os
        CHAINS = 1
        --- run
        from config import CHAINS
        P = PRIOR()
        def model(): numpyro.sample("a", P)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=CHAINS).run(key)
        """)


def test_the_finding_relates_use_and_run_across_files() -> None:
    (finding,) = said("""
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        def model(): numpyro.sample('a', P)
        --- run
        from models import model
        RUN()
        """)
    assert [place.path.name for place in finding.related] == ["models.py", "run.py"]
    assert "4 chains" in finding.related[1].label


FILLED = """
--- state
# No more than this.
import numpyro
draws = []
--- program
import numpyro
import jax.numpy as jnp
import state as s
def model():
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    s.draws.append(x){mark}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
print(jnp.stack(s.draws))
"""


@pytest.mark.parametrize(
    ("other", "mark"),
    [
        ("", "  # NPL007"),
        ("import state\nstate.draws.clear()", ""),
        ("from state import draws as d\nd.clear()", ""),
        ("import numpyro\ndraws = [1]\ndraws.clear()", "  # NPL007"),
    ],
)
def test_a_list_of_another_module(other: str, mark: str) -> None:
    added = f"--- other\n# No more than this.\n{other}\n" if other else ""
    said(FILLED.format(mark=mark) + added)


@pytest.mark.parametrize(("cleared", "mark"), [("grid", ""), ("other", "  # NPL006")])
def test_a_cache_that_another_module_clears(cleared: str, mark: str) -> None:
    said(f"""
        --- models
        import functools
        import jax.numpy as jnp
        @functools.cache
        def grid(): return jnp.linspace(0.0, 1.0, 5)
        @functools.cache
        def other(): return 1
        def model(): numpyro.sample("y", dist.Normal(grid(), 1.0).to_event(1)){mark}
        --- program
        # No more than this.
        import models as m
        from numpyro.infer import Predictive
        for n in range(2):
            print(Predictive(m.model, num_samples=3)(key)["y"])
            m.{cleared}.cache_clear()
        """)


def test_what_another_module_changes_is_not_moved() -> None:
    program = """
        --- program
        P = PRIOR()  # NPL001 `PRIOR()`
        def model():
            numpyro.sample('a', P)
        RUN()
        """
    (finding,) = said(program)
    assert finding.fix is not None
    changing = (
        "--- other\n# No more than this.\nimport numpyro\nimport program\nprogram.P.low = 1.0"
    )
    (finding,) = said(textwrap.dedent(program) + changing)
    assert finding.fix is None


def test_an_installed_numpyro_is_no_part_of_the_program(tmp_path: Path) -> None:
    program = "P = PRIOR()\ndef model(): numpyro.sample('a', P)\nRUN()\n"
    assert found(check(tmp_path, site__in__numpyro__in__model=program)) == LEAK
    (tmp_path / "site" / "numpyro-0.22.0.dist-info").mkdir()
    relevance._has_installed_numpyro.cache_clear()
    assert found(check(tmp_path, site__in__other=program)) == LEAK


def test_forked_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filler = "x = [" + "1, " * 2_000 + "]\n"
    files = {
        f"m{n}": f"P = PRIOR()\ndef model(): numpyro.sample('a', P)\nRUN()\n{filler}"
        for n in range(8)
    }
    monkeypatch.setattr(workers, "WORTH_BYTES", 1)
    monkeypatch.setenv("NPLINT_PROCESSES", "1")
    in_library = check(tmp_path, **files)

    def own() -> Result:
        table = SettingsTable(isolated=True)
        return engine.Session([tmp_path], table, process=own_process()).check_once()

    alone = own()
    monkeypatch.setenv("NPLINT_PROCESSES", "3")
    together = own()
    assert len(alone.findings) == 8
    assert alone.findings == together.findings == in_library.findings


def test_a_child_that_dies_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    parent = os.getpid()
    monkeypatch.setattr(workers, "WORTH_BYTES", 1)

    def work(item: int) -> int:
        if os.getpid() != parent:
            os._exit(9)
        return item * 2

    done = workers.shared_out(work, [(n, 10) for n in range(6)], processes=2)
    assert 0 < len(done) < 6
    assert all(outcome == item * 2 for item, outcome in done.items())
