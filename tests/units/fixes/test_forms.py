"""Each form in which a model gets a distribution from outside has its repair, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable
from tests.helpers.programs import SHORT_HEAD, read
from tests.helpers.short_forms import in_full

# The program, what it becomes, and why the fix is unsafe, if it is.
FORMS = {
    "built from what the constructor is given": (
        """
        class Study:
            def __init__(self, low, scale=1.0):
                self.floor = low
                width = 2 * scale
                self.prior = dist.TruncatedNormal(low, width, low=low)  # half
            def model(self):
                numpyro.sample("a", self.prior)
        MCMC(NUTS(Study(0.5).model), RUNS()).run(key)
        """,
        """
        class Study:
            def __init__(self, low, scale=1.0):
                self.floor = low
                width = 2 * scale
                self.width = width
            def model(self):
                prior = dist.TruncatedNormal(self.floor, self.width, low=self.floor)  # half
                numpyro.sample("a", prior)
        MCMC(NUTS(Study(0.5).model), RUNS()).run(key)
        """,
    ),
    "built from a parameter whose name is taken": (
        """
        class Study:
            def __init__(self, low):
                self.prior = dist.TruncatedNormal(0.0, 1.0, low=low)
            def low(self):
                return 1
            def model(self):
                numpyro.sample("a", self.prior)
        MCMC(NUTS(Study(0.5).model), RUNS()).run(key)
        """,
        """
        class Study:
            def __init__(self, low):
                self._low = low
            def low(self):
                return 1
            def model(self):
                prior = dist.TruncatedNormal(0.0, 1.0, low=self._low)
                numpyro.sample("a", prior)
        MCMC(NUTS(Study(0.5).model), RUNS()).run(key)
        """,
    ),
    "built from a name of the class": (
        """
        class Study:
            low = 0.0
            prior = dist.TruncatedNormal(0.0, 1.0, low=low)
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            low = 0.0
            def model(self):
                prior = dist.TruncatedNormal(0.0, 1.0, low=self.low)
                numpyro.sample("a", prior)
        RUN_METHOD()
        """,
    ),
    "an attribute whose name the method uses": (
        """
        class Study:
            rate = PRIOR()

            def model(self, n=2):
                rate = numpyro.sample("a", self.rate)
                return rate
        RUN_METHOD()
        """,
        """
        class Study:
            def model(self, n=2):
                rate_prior = PRIOR()
                rate = numpyro.sample("a", rate_prior)
                return rate
        RUN_METHOD()
        """,
    ),
    "attributes of one name": (
        """
        class First:
            prior = PRIOR()
        class Second:
            prior = PRIOR()
        class Third:
            prior = PRIOR()
        def model():
            numpyro.sample("a", First.prior)
            numpyro.sample("b", Second.prior)
            numpyro.sample("c", Third.prior)
        RUN()
        """,
        """
        class First:
            pass
        class Second:
            pass
        class Third:
            pass
        def model():
            prior = PRIOR()
            prior_dist = PRIOR()
            prior_dist_2 = PRIOR()
            numpyro.sample("a", prior)
            numpyro.sample("b", prior_dist)
            numpyro.sample("c", prior_dist_2)
        RUN()
        """,
    ),
    "a body on the line of its `def`": (
        """
        P = PRIOR()
        Q = PRIOR()
        def model(): numpyro.sample("a", P); numpyro.sample("b", Q)  # both
        RUN()
        """,
        """
        def model():
            P = PRIOR()
            Q = PRIOR()
            numpyro.sample("a", P); numpyro.sample("b", Q)  # both
        RUN()
        """,
    ),
    "a method on the line of its `def`": (
        """
        class Study:
          prior = PRIOR()
          def model(self): numpyro.sample("a", self.prior)
          def other(self):
            return 1
        RUN_METHOD()
        """,
        """
        class Study:
          def model(self):
            prior = PRIOR()
            numpyro.sample("a", prior)
          def other(self):
            return 1
        RUN_METHOD()
        """,
    ),
    "a default of a lambda": (
        """
        model = lambda p=dist.TruncatedNormal(low=0.0): numpyro.sample("a", p)
        RUN()
        """,
        """
        model = lambda p=lambda: dist.TruncatedNormal(low=0.0): numpyro.sample("a", p())
        RUN()
        """,
    ),
    "given to a private function": (
        """
        def _make(prior):
            def model():
                numpyro.sample("a", prior)
            return model
        model = _make(PRIOR())
        RUN()
        """,
        """
        def _make(prior):
            def model():
                numpyro.sample("a", prior())
            return model
        model = _make(lambda: PRIOR())
        RUN()
        """,
    ),
    "passed on from function to function": (
        """
        def study(key):
            def fit(prior):
                def outer(scale):
                    def model():
                        numpyro.sample("a", scale)
                    return model
                model = outer(prior)
                RUN()
            fit(PRIOR())
        """,
        """
        def study(key):
            def fit(prior):
                def outer(scale):
                    def model():
                        numpyro.sample("a", scale())
                    return model
                model = outer(prior)
                RUN()
            fit(lambda: PRIOR())
        """,
    ),
    "several variables, in order": (
        """
        A, B = PRIOR(), PRIOR()
        C = D = PRIOR()
        E = PRIOR()
        def model():
            numpyro.sample("a", A)
            numpyro.sample("b", B)
            numpyro.sample("c", C)
            numpyro.sample("d", D)
            numpyro.sample("e", E)
        RUN()
        """,
        """
        def model():
            A, B = PRIOR(), PRIOR()
            C = D = PRIOR()
            E = PRIOR()
            numpyro.sample("a", A)
            numpyro.sample("b", B)
            numpyro.sample("c", C)
            numpyro.sample("d", D)
            numpyro.sample("e", E)
        RUN()
        """,
    ),
}

UNSAFE = {
    "whoever else calls `plan` has to hand over a function, too": (
        """
        from functools import partial
        WEAK = PRIOR()
        def plan(prior):
            numpyro.sample("a", prior)
        model = partial(plan, WEAK)
        RUN()
        """,
        """
        from functools import partial
        def plan(prior):
            numpyro.sample("a", prior())
        model = partial(plan, lambda: PRIOR())
        RUN()
        """,
    ),
    "JAX computes `jnp.exp(…)`, and the last bits may change inside the model": (
        """
        import jax.numpy as jnp
        P = dist.TruncatedNormal(0.0, jnp.exp(1.0), low=0.0)
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        import jax.numpy as jnp
        def model():
            P = dist.TruncatedNormal(0.0, jnp.exp(1.0), low=0.0)
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "JAX computes with `GRID`, and the last bits may change inside the model": (
        """
        import jax.numpy as jnp
        GRID = jnp.ones(3)
        P = dist.TruncatedNormal(0.0, GRID * 0.1, low=0.0)
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        import jax.numpy as jnp
        GRID = jnp.ones(3)
        def model():
            P = dist.TruncatedNormal(0.0, GRID * 0.1, low=0.0)
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "`MultivariateNormal` computes when it is built, and the last bits may change inside "
    "the model": (
        """
        import numpy as np
        P = dist.MultivariateNormal(np.zeros(2), covariance_matrix=np.eye(2))
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        import numpy as np
        def model():
            P = dist.MultivariateNormal(np.zeros(2), covariance_matrix=np.eye(2))
            numpyro.sample("a", P)
        RUN()
        """,
    ),
}

REFUSED = {
    "`fit` asks what `prior` is": """
        def fit(prior):
            def model():
                numpyro.sample("a", dist.Normal(0.0, 1.0) if prior is None else prior)
            RUN()
        fit(PRIOR())
        """,
    "`low` may be something else by then": """
        from functools import partial
        def plan(prior):
            numpyro.sample("a", prior)
        models = []
        for low in (0.0, 1.0):
            model = partial(plan, prior=dist.TruncatedNormal(0.0, 1.0, low=low))
            models.append(model)
        RUN()
        """,
    "`prior` is not always a distribution": """
        def _fit(prior):
            def model():
                numpyro.sample("a", prior)
            RUN()
        _fit(PRIOR())
        _fit(unknown)
        """,
    "`self.low` may change": """
        class Study:
            def __init__(self, low):
                self.low = low
                self.prior = dist.TruncatedNormal(0.0, 1.0, low=self.low)
            def model(self):
                numpyro.sample("a", self.prior)
        study = Study(0.5)
        study.low = 0.7
        MCMC(NUTS(study.model), RUNS()).run(key)
        """,
}


_CHAINS = "num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized'"


def modules(text: str, newline: str = "\n") -> dict[Path, str]:
    """Return the modules of a program by their paths."""
    return read(
        "NPL001",
        in_full(text.replace("RUNS()", _CHAINS)),
        SHORT_HEAD,
        newline,
        Path("/no-such-folder"),
    ).texts


def fixed(text: str, unsafe: bool = False, newline: str = "\n") -> tuple[set[str], dict[Path, str]]:
    """Return what is said of the findings that stay, and each module as it is afterwards."""
    files = modules(text, newline)
    table = SettingsTable(
        target_numpyro="any", select=("NPL001", "NPL002"), unsafe_fixes=unsafe, isolated=True
    )
    texts = {path: body.encode() for path, body in files.items()}
    result = nplint.fix(list(files), table, texts=texts)
    for change in result.changes:
        compile(change.new_text, change.source.path, "exec")
        files[change.source.path] = change.new_text
    return {line for finding in result.remaining.findings for line in finding.help}, files


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_form_has_its_safe_repair_and_no_second_one(form: str, newline: str) -> None:
    before, after = FORMS[form]
    assert fixed(before, newline=newline) == (set(), modules(after, newline))
    assert fixed(after) == (set(), modules(after))


@pytest.mark.parametrize("reason", UNSAFE)
def test_a_repair_is_unsafe_because(reason: str) -> None:
    before, after = UNSAFE[reason]
    assert fixed(before) == ({f"The fix is unsafe because {reason}."}, modules(before))
    assert fixed(before, unsafe=True) == (set(), modules(after))


@pytest.mark.parametrize("reason", REFUSED)
def test_nothing_is_repaired_because(reason: str) -> None:
    advice = f"Build the distribution inside the model; nplint does not, because {reason}."
    said, files = fixed(REFUSED[reason], unsafe=True)
    assert advice in said
    assert files == modules(REFUSED[reason])
