"""NPL501: draws with one key."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_three_draws_with_one_key() -> None:
    check(
        "NPL501",
        """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3,))  # NPL501
        c = jax.random.normal(key, (3,))  # NPL501
        print(a + b + c)
        """,
    )


def test_draws_of_other_shapes() -> None:
    check(
        "NPL501",
        """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3, 1))
        print(a + b)
        """,
    )


def test_numbers_that_are_folded_in_elsewhere_are_left_alone() -> None:
    check(
        "NPL501",
        """
        extra = random.normal(random.fold_in(key, 0), (3,))
        rows = [random.normal(random.fold_in(key, 2 + i), (3,)) for i in range(3)]
        def other(key):
            return random.fold_in(key, 6)
        a = random.normal(key, (3,))
        b = random.normal(key, (3,))  # NPL501
        print(a + b)
        """,
        """
        extra = random.normal(random.fold_in(key, 0), (3,))
        rows = [random.normal(random.fold_in(key, 2 + i), (3,)) for i in range(3)]
        def other(key):
            return random.fold_in(key, 6)
        a = random.normal(random.fold_in(key, 7), (3,))
        b = random.normal(random.fold_in(key, 8), (3,))
        print(a + b)
        """,
        unsafe=True,
    )


def test_the_keys_of_a_split_are_those_of_the_first_numbers() -> None:
    check(
        "NPL501",
        """
        one, two, three = random.split(key, 3)
        a = random.normal(key, (3,))
        b = random.normal(key, (3,))  # NPL501
        print(a + b)
        key, other = random.split(key)
        c = random.normal(key, (3,))
        d = random.normal(key, (3,))  # NPL501
        print(c + d)
        """,
        """
        one, two, three = random.split(key, 3)
        a = random.normal(random.fold_in(key, 3), (3,))
        b = random.normal(random.fold_in(key, 4), (3,))
        print(a + b)
        key, other = random.split(key)
        c = random.normal(random.fold_in(key, 0), (3,))
        d = random.normal(random.fold_in(key, 1), (3,))
        print(c + d)
        """,
        unsafe=True,
    )


def test_pairs_of_one_key_get_numbers_of_their_own_together_and_one_by_one() -> None:
    findings = check(
        "NPL501",
        """
        a = random.normal(key, (3,))
        b = random.normal(key, (3,))  # NPL501
        c = random.normal(key, (4,))
        d = random.normal(key, (4,))  # NPL501
        print(a + b, c + d)
        """,
        """
        a = random.normal(random.fold_in(key, 0), (3,))
        b = random.normal(random.fold_in(key, 1), (3,))
        c = random.normal(random.fold_in(key, 2), (4,))
        d = random.normal(random.fold_in(key, 3), (4,))
        print(a + b, c + d)
        """,
        unsafe=True,
    )
    planned = [
        edit.replacement for finding in findings if finding.fix for edit in finding.fix.edits
    ]
    assert planned == [f"random.fold_in(key, {number})" for number in range(4)]


def test_numbers_that_are_not_known_are_left_to_the_author() -> None:
    program = """
        def simulate(key, step):
            noise = random.normal(random.fold_in(key, step), (3,))
            a = random.normal(key, (3,))
            b = random.normal(key, (3,))  # NPL501
            return a + b + noise
        """
    check("NPL501", program, program, unsafe=True, help="…which numbers are folded into `key`…")


@pytest.mark.parametrize(
    "sampler",
    ["cauchy", "exponential", "gumbel", "laplace", "logistic", "normal", "uniform"],
)
def test_samplers_of_one_uniform_number_each(sampler: str) -> None:
    program = """
        a = random.{sampler}(key, (3,))
        b = random.normal(key, (3,)){mark}
        print(a + b)
        """
    check("NPL501", program.format(sampler=sampler, mark="  # NPL501"))


@pytest.mark.parametrize(
    "before",
    [
        "x = random.normal(random.PRNGKey(0), (3,))\nz = random.normal(random.PRNGKey(0), (3,))",
        "x = random.normal(random.key(7), (3,))\nz = random.normal(random.PRNGKey(7), (3,))",
        "one = random.key(0)\ntwo = random.key(0)\n"
        "x = random.normal(one, (3,))\nz = random.normal(two, (3,))",
    ],
)
def test_keys_of_one_seed(before: str) -> None:
    check("NPL501", f"{before}  # NPL501\nprint(x + z)\n")


def test_each_draw_gets_a_key_of_its_own_seed() -> None:
    check(
        "NPL501",
        """
        x = random.normal(random.PRNGKey(0), (3,))
        z = random.normal(random.PRNGKey(0), (3,))  # NPL501
        print(x + z)
        """,
        """
        x = random.normal(random.fold_in(random.PRNGKey(0), 0), (3,))
        z = random.normal(random.fold_in(random.PRNGKey(0), 1), (3,))
        print(x + z)
        """,
        unsafe=True,
    )


@pytest.mark.parametrize(
    "lines",
    [
        "x = random.normal(random.PRNGKey(0), (3,))\nz = random.normal(random.PRNGKey(1), (3,))",
        "x = random.normal(random.PRNGKey(n), (3,))\nz = random.normal(random.PRNGKey(n), (3,))",
        "x = random.normal(random.PRNGKey(0), (3,))\nz = random.normal(random.PRNGKey(0), (4,))",
        "x = random.normal(other.key(0), (3,))\nz = random.normal(other.key(0), (3,))",
    ],
)
def test_keys_that_may_differ(lines: str) -> None:
    check("NPL501", f"{lines}\nprint(x + z)\n")


def test_draws_that_are_put_together_or_keyed_sites() -> None:
    check(
        "NPL501",
        """
a = random.normal(key, (3,))
b = random.normal(key, (3,))  # NPL501
c = random.normal(key, (4,))
both = jnp.stack([a, b]), jnp.concatenate([a, c])
d = numpyro.sample("d", dist.Normal(0.0, 1.0), rng_key=key, sample_shape=(5,))
e = numpyro.sample("e", dist.Normal(3.0, 1.0), rng_key=key, sample_shape=(5,))  # NPL501
f = numpyro.sample("f", dist.Gamma(3.0, 1.0), rng_key=key, sample_shape=(5,))
jnp.hstack([d, e, f])
""",
    )


def test_a_draw_that_is_a_parameter_of_another() -> None:
    check(
        "NPL501",
        """
def draw(key, other):
    x = random.uniform(key, (3,))
    y = dist.Normal(2.0 * x, 1.0).sample(key)  # NPL501: …one is a parameter of the other…
    z = dist.Normal(2.0 * x, 1.0).sample(other)
    w = dist.Gamma(x, 1.0).sample(key)
    return y, z, w
""",
    )


def test_loops_that_draw_with_one_key() -> None:
    check(
        "NPL501",
        """
draws = [random.normal(key, (3,)) for _ in range(4)]  # NPL501: each turn of the loop draws…
total = 0.0
for i in range(4):
    total += dist.Normal(0.0, 1.0).sample(key)  # NPL501
apart = [random.normal(random.fold_in(key, i), (3,)) for i in range(4)]
keys = [random.normal(each, (3,)) for each in random.split(key, 4)]
models = [each(random.normal(key, (3,))) for each in known]
for i in range(4):
    key, inner = random.split(key)
    apart.append(random.normal(inner, (3,)))
same = [random.normal(key, (3,)) for _ in range(2)]
assert jnp.array_equal(same[0], same[1])
""",
    )
