"""When the construction of an attribute, a default or a cached function's result may be moved."""

from __future__ import annotations

import pytest

from tests.units.fixes.moving import assert_moved, assert_moved_on_demand, assert_stays

REFUSED = {
    "it is assigned in several places": """
        class Study:
            def __init__(self):
                prior = PRIOR()  # NPL001
                self.a = prior
                self.b = prior
            def model(self):
                numpyro.sample("a", self.a)
                numpyro.sample("b", self.b)
        RUN_METHOD()
        """,
    "it comes to `prior` in the variable `given`": """
        class Study:
            def __init__(self, given):
                self.prior = given
            def model(self):
                numpyro.sample("a", self.prior)
        study = Study(PRIOR())  # NPL001
        model = study.model
        RUN()
        """,
    "it comes to `priors` in the variable `prior`": """
        class Study:
            def __init__(self, prior):
                self.priors = {"a": [prior]}
            def model(self):
                numpyro.sample("a", self.priors["a"][0])
        study = Study(PRIOR())  # NPL001
        model = study.model
        RUN()
        """,
    "it comes to `prior` in the variable `first`": """
        class Study:
            def __init__(self, priors):
                first = priors["a"]
                self.prior = first or dist.Normal()
            def model(self):
                numpyro.sample("a", self.prior)
        study = Study({"a": PRIOR()})  # NPL001
        model = study.model
        RUN()
        """,
    "it is kept in an attribute of another object": """
        class Priors:
            def __init__(self):
                self.scale = PRIOR()  # NPL001
        class Study:
            def __init__(self):
                self.priors = Priors()
            def model(self):
                numpyro.sample("a", self.priors.scale)
        RUN_METHOD()
        """,
    "`prior` is assigned together with others": """
        class Study:
            def __init__(self):
                self.prior, self.x = PRIOR(), 1  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
    "`chained` is assigned more than once": """
        class Study:
            def __init__(self):
                self.chained = self.x = PRIOR()  # NPL001
            def model(self):
                numpyro.sample("a", self.chained)
        RUN_METHOD()
        """,
    "`twice` is assigned more than once": """
        class Study:
            def __init__(self):
                self.twice = None
                self.twice = PRIOR()  # NPL001
            def model(self):
                numpyro.sample("a", self.twice)
        RUN_METHOD()
        """,
    "`inherited` is assigned more than once": """
        class Study:
            def __init__(self):
                self.inherited = PRIOR()  # NPL001
            def model(self):
                numpyro.sample("a", self.inherited)
        class Narrower(Study):
            inherited = dist.Normal()
        RUN_METHOD()
        """,
    "`unpacked` is not assigned plainly in the class": """
        class Study:
            unpacked, x = PRIOR(), 1  # NPL001
            def model(self):
                numpyro.sample("a", self.unpacked)
        RUN_METHOD()
        """,
    "`looped` is not assigned plainly in the class": """
        class Study:
            for looped in [PRIOR()]:  # NPL001
                pass
            def model(self):
                numpyro.sample("a", self.looped)
        RUN_METHOD()
        """,
    "`branched` is not assigned plainly in the class": """
        class Study:
            if True:
                branched = PRIOR()  # NPL001
            def model(self):
                numpyro.sample("a", self.branched)
        RUN_METHOD()
        """,
    "`dist` means something else in `model`": """
        class Study:
            prior = PRIOR()  # NPL001
            def model(self, dist=None):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
    "`prior` shares its line with another statement": """
        class Study:
            def __init__(self):
                self.prior = PRIOR(); self.x = 1  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
    "it is read in another module than the one that builds it": """
        --- base
        class Base:
            prior = PRIOR()  # NPL001
        --- models
        from base import Base
        class Study(Base):
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
    "it reaches the models in several ways": """
        P = PRIOR()  # NPL001
        class Priors:
            scale = P
        def model():
            numpyro.sample("a", P)
            numpyro.sample("b", Priors.scale)
        RUN()
        """,
    "the default `P` is built elsewhere": """
        P = PRIOR()  # NPL001
        def model(prior=P):
            numpyro.sample("a", prior)
        RUN()
        """,
    "`low` means something else in `model`": """
        low = 0.0
        def model(low=1.0, prior=dist.TruncatedNormal(0.0, 1.0, low=low)):  # NPL001
            numpyro.sample("a", prior)
        RUN()
        """,
    "a string in it spans several lines": '''
        def model(prior=dist.TruncatedNormal(0.0, 1.0, low=len("""  # NPL001
        """))):
            numpyro.sample("a", prior)
        RUN()
        ''',
    "`make` is cached in a way that cannot be taken away": """
        from functools import cache
        def make():
            return PRIOR()  # NPL001
        made = cache(make)
        def model():
            numpyro.sample("a", made())
        RUN()
        """,
}


@pytest.mark.parametrize("reason", REFUSED)
def test_not_moved(reason: str) -> None:
    assert_stays(REFUSED[reason], reason)


UNSAFE = {
    "`LOW` is assigned more than once": """
        LOW = 0.0
        LOW = 2.0
        class Study:
            def __init__(self):
                self.prior = dist.TruncatedNormal(0.0, 1.0, low=LOW)  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
    "`random.random(…)` uses a random key or generator": """
        import random
        def model(prior=dist.TruncatedNormal(0.0, 1.0, low=random.random())):  # NPL001
            numpyro.sample("a", prior)
        RUN()
        """,
    "`np.random.rand(…)` uses a random key or generator": """
        from functools import cache
        import numpy as np
        @cache
        def make():
            return dist.TruncatedNormal(0.0, 1.0, low=np.random.rand())  # NPL001
        def model():
            numpyro.sample("a", make())
        RUN()
        """,
}


@pytest.mark.parametrize("reason", UNSAFE)
def test_what_may_give_something_else_later_is_moved_on_demand_only(reason: str) -> None:
    assert_moved_on_demand(UNSAFE[reason], reason)


MOVED = {
    "of two methods": (
        """
        class Study:
            def __init__(self):
                # wide
                self.prior: dist.Distribution = PRIOR()  # enough  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
                self.other()
            def other(self):
                numpyro.sample("b", self.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            def __init__(self):
                pass
            def model(self):
                # wide
                prior: dist.Distribution = PRIOR()  # enough
                numpyro.sample("a", prior)
                self.other()
            def other(self):
                # wide
                prior: dist.Distribution = PRIOR()  # enough
                numpyro.sample("b", prior)
        RUN_METHOD()
        """,
    ),
    "set in a branch": (
        """
        class Study:
            def __init__(self, x):
                if x:
                    self.prior = PRIOR()  # NPL001
                self.x = x
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            def __init__(self, x):
                if x:
                    pass
                self.x = x
            def model(self):
                prior = PRIOR()
                numpyro.sample("a", prior)
        RUN_METHOD()
        """,
    ),
    "with a comprehension": (
        """
        class Study:
            def __init__(self):
                self.x = 1
                self.prior = dist.TruncatedNormal(0.0, [x for x in [1.0]], low=0.0)  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            def __init__(self):
                self.x = 1
            def model(self):
                prior = dist.TruncatedNormal(0.0, [x for x in [1.0]], low=0.0)
                numpyro.sample("a", prior)
        RUN_METHOD()
        """,
    ),
    "of a class": (
        """
        class Priors:
            scale = PRIOR()  # NPL001
        class Study:
            def model(self):
                numpyro.sample("a", Priors.scale)
        RUN_METHOD()
        """,
        """
        class Priors:
            pass
        class Study:
            def model(self):
                scale = PRIOR()
                numpyro.sample("a", scale)
        RUN_METHOD()
        """,
    ),
    "whose name gets the value that is sampled": (
        """
        class Study:
            prior = PRIOR()  # NPL001
            x = 1
            def model(self):
                prior = numpyro.sample("a", self.prior)
                return prior
        RUN_METHOD()
        """,
        """
        class Study:
            x = 1
            def model(self):
                prior_dist = PRIOR()
                prior = numpyro.sample("a", prior_dist)
                return prior
        RUN_METHOD()
        """,
    ),
    "that is read of an object elsewhere": (
        """
        prior = 3
        class Study:
            prior = PRIOR()  # NPL001
            def model(self):
                numpyro.sample("a", self.prior)
            def show(self):
                return prior
        print(Study().prior)
        RUN_METHOD()
        """,
        """
        prior = 3
        class Study:
            prior = PRIOR()
            def model(self):
                prior = PRIOR()
                numpyro.sample("a", prior)
            def show(self):
                return prior
        print(Study().prior)
        RUN_METHOD()
        """,
    ),
    "that the class body reads": (
        """
        class Study:
            prior = PRIOR()  # NPL001
            print(prior)
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            prior = PRIOR()
            print(prior)
            def model(self):
                prior = PRIOR()
                numpyro.sample("a", prior)
        RUN_METHOD()
        """,
    ),
    "that other objects have as well": (
        """
        class Study:
            def __init__(self):
                self.prior = PRIOR()  # NPL001
            def model(self, other=None):
                numpyro.sample("a", self.prior)
                print(other.prior)
        RUN_METHOD()
        """,
        """
        class Study:
            def __init__(self):
                self.prior = PRIOR()
            def model(self, other=None):
                prior = PRIOR()
                numpyro.sample("a", prior)
                print(other.prior)
        RUN_METHOD()
        """,
    ),
    "in an inner function": (
        """
        class Study:
            prior = PRIOR()  # NPL001
            def model(self):
                def prior_of():
                    return self.prior
                numpyro.sample("a", prior_of())
        RUN_METHOD()
        """,
        """
        class Study:
            def model(self):
                def prior_of():
                    prior = PRIOR()
                    return prior
                numpyro.sample("a", prior_of())
        RUN_METHOD()
        """,
    ),
    "a text of several lines at the same indentation": (
        '''
        class Study:
            def __init__(self):
                self.prior = dist.TruncatedNormal(0.0, 1.0, low=len("""  # NPL001
            """))
            def model(self):
                numpyro.sample("a", self.prior)
        RUN_METHOD()
        ''',
        '''
        class Study:
            def __init__(self):
                pass
            def model(self):
                prior = dist.TruncatedNormal(0.0, 1.0, low=len("""
            """))
                numpyro.sample("a", prior)
        RUN_METHOD()
        ''',
    ),
    "a default": (
        """
        def model(prior=PRIOR()):  # NPL001
            numpyro.sample("a", prior)
        RUN()
        """,
        """
        def model(prior=None):
            if prior is None:
                prior = PRIOR()
            numpyro.sample("a", prior)
        RUN()
        """,
    ),
    "two defaults, one of several lines": (
        """
        def study(key):
            def model(
                p=dist.TruncatedNormal(  # NPL001
                    0.0,
                    1.0,
                    low=0.0,
                ),
                q={"a": PRIOR()},  # NPL001
            ):
                '''Two scales.'''
                numpyro.sample("a", p)
                numpyro.sample("b", q["a"])
                numpyro.sample("c", p)
            RUN()
        """,
        """
        def study(key):
            def model(
                p=None,
                q=None,
            ):
                '''Two scales.'''
                if p is None:
                    p = dist.TruncatedNormal(
                        0.0,
                        1.0,
                        low=0.0,
                    )
                if q is None:
                    q = {"a": PRIOR()}
                numpyro.sample("a", p)
                numpyro.sample("b", q["a"])
                numpyro.sample("c", p)
            RUN()
        """,
    ),
    "cached by one of two decorators": (
        """
        from functools import cache, wraps
        def plain(function): return wraps(function)(function)
        @plain
        @cache
        # how wide
        def make():
            return PRIOR()  # NPL001
        def model():
            numpyro.sample("a", make())
        RUN()
        """,
        """
        from functools import wraps
        def plain(function): return wraps(function)(function)
        @plain
        # how wide
        def make():
            return PRIOR()
        def model():
            numpyro.sample("a", make())
        RUN()
        """,
    ),
    "two cached functions": (
        """
        import functools
        @functools.cache
        def make():
            return PRIOR()  # NPL001
        @functools.lru_cache(maxsize=None)
        def other():
            return PRIOR()  # NPL001
        def model():
            numpyro.sample("a", make())
            numpyro.sample("b", other())
        RUN()
        """,
        """
        def make():
            return PRIOR()
        def other():
            return PRIOR()
        def model():
            numpyro.sample("a", make())
            numpyro.sample("b", other())
        RUN()
        """,
    ),
}


SCALE = """
from jax import random


class Scale:
    def __init__(self):
        self.prior = dist.TruncatedNormal(0.0, 0.5, low=-1.0)  # NPL001

    def model(self):
        numpyro.sample("bias", self.prior)


OTHER


kernel = NUTS(Scale().model)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, num_chains=2, chain_method="vectorized")
mcmc.run(random.PRNGKey(0))
"""
MOVED_SCALE = """
from jax import random


class Scale:
    def __init__(self):
        pass

    def model(self):
        prior = dist.TruncatedNormal(0.0, 0.5, low=-1.0)
        numpyro.sample("bias", prior)


OTHER


kernel = NUTS(Scale().model)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, num_chains=2, chain_method="vectorized")
mcmc.run(random.PRNGKey(0))
"""
UNRELATED = """
class Clock:
    def wind(self):
        self.prior = None
        return self.prior
"""
OF_THE_SAME = UNRELATED.replace("Clock", "Clock(Scale)")
MIXED_IN = f"{UNRELATED}\n\nclass Both(Scale, Clock):\n    pass\n"
FROM_OUTSIDE = "\ndef change(scale):\n    scale.prior = None\n"


def test_what_another_class_does_with_its_own_attribute_does_not_matter() -> None:
    before, after = (each.replace("OTHER", UNRELATED) for each in (SCALE, MOVED_SCALE))
    assert_moved(before, after)


@pytest.mark.parametrize(
    "other",
    [OF_THE_SAME, MIXED_IN, FROM_OUTSIDE],
    ids=["inherited", "mixed in", "from outside"],
)
def test_what_a_class_of_the_same_objects_does_with_it_matters(other: str) -> None:
    assert_stays(SCALE.replace("OTHER", other), "`prior` is assigned more than once")


def test_tabs_stay_tabs() -> None:
    before, after = (text.replace("    ", "\t") for text in MOVED["a default"])
    assert_moved(before, after)


@pytest.mark.parametrize("what", MOVED)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_moved(what: str, newline: str) -> None:
    assert_moved(*MOVED[what], newline)
