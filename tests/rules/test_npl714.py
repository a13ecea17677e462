"""NPL714: a comparison with NaN."""

from __future__ import annotations

import re

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model


def test_a_long_expression() -> None:
    said = "`numbers_of_all_days_together == np.nan` is…"
    check(
        "NPL714",
        f"""
        print(numbers_of_all_days_together == np.nan)  # NPL714: {said}
        """,
    )


def test_a_longer_expression() -> None:
    check(
        "NPL714",
        """
        print(numbers(of_all_the_days_altogethe) == np.nan)  # NPL714: `numbers(…) == np.nan` is…
        """,
    )


def test_an_expression_on_two_lines() -> None:
    check(
        "NPL714",
        """
        print((x +  # NPL714: `… == np.nan` is…
               y) == np.nan)
        """,
    )


def test_other_comparisons_and_other_names() -> None:
    check(
        "NPL714",
        """
        from math import nan
        print(x < np.nan, x is np.nan, np.nan == np.nan, x == np.inf, x == float("inf"))
        print(x == np.NaN)  # NPL714
        print(x == np.NAN)  # NPL714
        print(x != jnp.nan)  # NPL714
        print(float("NaN") == x)  # NPL714
        print(nan == x)  # NPL714
        print(x == float(), x == "nan", x == jax.nan, x == np.linalg.nan)
        """,
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("print(y == np.nan)  # NPL714", "print(np.isnan(y))"),
        ("print(y != float('nan'))  # NPL714", "print(~jnp.isnan(y))"),
        ("print(jnp.nan == y)  # NPL714", "print(jnp.isnan(y))"),
        (
            "jax = jnp = None\nprint(y == float('nan'))  # NPL714",
            "jax = jnp = None\nprint(np.isnan(y))",
        ),
        (
            "def model(y):\n    numpyro.factor('a', y != np.nan)  # NPL714\nNUTS(model)",
            "def model(y):\n    numpyro.factor('a', ~jnp.isnan(y))\nNUTS(model)",
        ),
    ],
)
def test_it_is_asked_which_numbers_are_nan(before: str, after: str) -> None:
    check("NPL714", before, after, unsafe=True)


DECIDED = {
    "if": "if (y == np.nan).any(): raise ValueError('missing')",
    "if not": "if not (y == np.nan).any(): numpyro.factor('a', 1.0)",
    "assert": "assert (y != np.nan).all()",
    "while": "while (y == np.nan).any(): y = y[1:]",
    "an expression": "a = 1.0 if (y == np.nan).any() else 2.0",
    "bool": "a = bool((y == jnp.nan).any())",
    "and": "a = name and (y == np.nan).any()",
    "a variable": "missing = y == np.nan\nif missing.any(): raise ValueError('missing')",
}


@pytest.mark.parametrize("how", DECIDED)
def test_what_python_branches_on_is_asked_of_numpy(how: str) -> None:
    before = re.sub(r"(?m)(^.*nan.*)$", r"\1  # NPL714", DECIDED[how], count=1)
    after = re.sub(r"\(y == (np|jnp).nan\)|y ([!=])= (np|jnp).nan", _asked, DECIDED[how])
    check("NPL714", model(before), model(after), unsafe=True)


def _asked(comparison: re.Match[str]) -> str:
    return f"{'~' if comparison[2] == '!' else ''}np.isnan(y)"


@pytest.mark.parametrize(
    "runs, module",
    [
        ("MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, np.zeros(3))", "np"),
        ("MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, jnp.zeros(3))", "jnp"),
        ("MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, unknown)", "jnp"),
        (
            "MCMC(NUTS(model), num_warmup=1, num_samples=1, jit_model_args=True)"
            ".run(key, np.zeros(3))",
            "jnp",
        ),
        ("SVI(model, model, None, None).run(key, 9, np.zeros(3))", "jnp"),
    ],
)
def test_data_of_numpy_stay_with_numpy(runs: str, module: str) -> None:
    before = f"def model(y):\n    numpyro.factor('a', y[y != jnp.nan].sum())  # NPL714\n{runs}"
    after = before.replace("y != jnp.nan", f"~{module}.isnan(y)").replace("  # NPL714", "")
    check("NPL714", before, after, unsafe=True)


def test_it_is_not_asked_of_jax_what_python_branches_on() -> None:
    program = "np = None\n" + model("if y == jnp.nan: raise ValueError  # NPL714")
    check("NPL714", program, program, unsafe=True, help="Use `isnan`…")


MAKERS = (
    "arange(3)", "array(3)", "asarray(3)", "atleast_1d(3)", "atleast_2d(3)", "column_stack([a])",
    "concatenate([a])", "copy(a)", "empty(3)", "empty_like(a)", "full(3, 1)", "full_like(a, 1)",
    "genfromtxt(f)", "hstack([a])", "linspace(0, 1)", "loadtxt(f)", "logspace(0, 1)", "ones(3)",
    "ones_like(a)", "repeat(a, 2)", "stack([a])", "tile(a, 2)", "vstack([a])", "zeros(3)",
    "zeros_like(a)",
    *(f"{name}(np.ones(3))" for name in
      ("abs", "cos", "cumsum", "exp", "log", "log1p", "sin", "sqrt", "square")),
    "clip(np.ones(3), 0, 1)",
    *(f"ones(3).{method}" for method in
      ("astype(int)", "copy()", "flatten()", "ravel()", "reshape(3)", "squeeze()", "transpose()")),
    *(f"ones(3) {operator} 2" for operator in ("+", "-", "*", "/", "//", "%", "**")),
)  # fmt: skip


@pytest.mark.parametrize("made", MAKERS)
def test_an_array_that_numpy_made_is_asked_of_numpy(made: str) -> None:
    rest = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, unknown)"
    before = f"data = np.{made}\ndef model(y):\n    numpyro.factor('a', ASKED.sum())\n{rest}"
    marked = before.replace("ASKED.sum())", "data[data != jnp.nan].sum())  # NPL714")
    check("NPL714", marked, before.replace("ASKED", "data[~np.isnan(data)]"), unsafe=True)


@pytest.mark.parametrize("decides", ["bool", "int", "float", "any", "all"])
def test_what_a_call_of_python_decides_is_asked_of_numpy(decides: str) -> None:
    before = model(f"a = {decides}(y == jnp.nan)  # NPL714")
    check("NPL714", before, model(f"a = {decides}(np.isnan(y))"), unsafe=True)
