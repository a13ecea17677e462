"""When the construction of a variable may be moved into the models that read it, and how."""

from __future__ import annotations

import pytest

from tests.units.fixes.moving import assert_moved, assert_stays

REFUSED = {
    "`model` declares `P` global": """
        P = PRIOR()  # NPL001
        def model():
            global P
            numpyro.sample("a", P)
        RUN()
        """,
    "`model` has a variable `P` of its own": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def model():
            P = 1.0
            numpyro.sample("a", priors.P)
        RUN()
        """,
    "`study` has a variable `P` of its own": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def study(P=1.0):
            numpyro.sample("a", priors.P)
        def model(): study()
        RUN()
        """,
    "`branch` has a variable `P` of its own": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def branch():
            if True:
                P = numpyro.sample("a", priors.P)
        def model(): branch()
        RUN()
        """,
    "`twice` has a variable `P` of its own": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def twice():
            P = numpyro.sample("a", priors.P)
            numpyro.sample("b", priors.P)
        def model(): twice()
        RUN()
        """,
    "`model` uses the name `P` for something else": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        P = 3.0
        def model():
            numpyro.sample("a", priors.P)
            print(P)
        RUN()
        """,
    "`model` uses the name `max` for something else": """
        --- priors
        max = PRIOR()  # NPL001
        --- models
        import priors
        def model():
            numpyro.sample("a", priors.max)
            print(max(1, 2))
        RUN()
        """,
    "it is used in a lambda, which has no room for statements": """
        P = Q = PRIOR()  # NPL001
        model = lambda: numpyro.sample("a", P)
        RUN()
        """,
    "it is used in a lambda of another module": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        model = lambda: numpyro.sample("a", P)
        RUN()
        """,
    "`low` means something else in a lambda": """
        low = 0.0
        P = dist.TruncatedNormal(0.0, 1.0, low=low)  # NPL001
        model = lambda low: numpyro.sample("a", P)
        RUN()
        """,
    "`low` means something else in `model`": """
        low = 0.0
        P = dist.TruncatedNormal(0.0, 1.0, low=low)  # NPL001
        def model(low=1.0):
            numpyro.sample("a", P)
        RUN()
        """,
    "`LOW` means something else in `model`": """
        LOW = 0.0
        P = dist.TruncatedNormal(0.0, 1.0, low=LOW)  # NPL001
        def study(key):
            LOW = 3
            def model():
                numpyro.sample("a", P)
            RUN()
            return LOW
        """,
    "`float` means something else in `model`": """
        --- priors
        P = dist.TruncatedNormal(float(0), 1.0, low=0.0)  # NPL001
        --- models
        from priors import P
        def model(float=None):
            numpyro.sample("a", P)
        RUN()
        """,
    "`dist` means something else in `models.py`": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        def model(dist=None):
            numpyro.sample("a", P)
        RUN()
        """,
    "`pi` means something else in `models.py`": """
        --- priors
        from math import pi
        P = dist.TruncatedNormal(0.0, pi, low=0.0)  # NPL001
        --- models
        from priors import P
        pi = 3
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it needs `LOW` of `priors`": """
        --- priors
        LOW = 0.0
        P = dist.TruncatedNormal(0.0, 1.0, low=LOW)  # NPL001
        --- models
        from priors import P
        LOW = 2.0
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it needs `truncated` of `priors`": """
        --- priors
        truncated = dist.TruncatedNormal
        P = truncated(0.0, 1.0, low=0.0)  # NPL001
        --- models
        from priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it needs `floor` of `priors`": """
        --- pkg/__init__
        --- pkg/priors
        from .bounds import floor
        P = dist.TruncatedNormal(0.0, 1.0, low=floor)  # NPL001
        --- models
        from pkg.priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it is built on `BASE`, which is defined elsewhere": """
        --- priors
        BASE = PRIOR()
        --- models
        from priors import BASE
        P = dist.TransformedDistribution(BASE, [])  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it is built on `P`, which is defined elsewhere": """
        --- priors
        P = PRIOR()
        --- models
        from priors import *
        P = dist.TransformedDistribution(P, [])
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "it is not kept in a variable": """
        --- priors
        class Priors:
            def __init__(self): self.a = PRIOR()  # NPL001
        ALL = Priors()
        --- models
        from priors import ALL
        def model():
            numpyro.sample("a", ALL.a)
        RUN()
        """,
    "`table` does not hold it, but leads to it": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        table = {"a": priors}
        def model():
            numpyro.sample("a", table["a"].P)
        RUN()
        """,
    "a string in it spans several lines": """
        P = dist.TruncatedNormal(0.0, 1.0, low=len('''  # NPL001
        '''))
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "`P` shares its line with another statement": """
        P = PRIOR(); Q = 1  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "where `P` is defined is not seen": """
        --- priors
        P = PRIOR()  # NPL001
        --- both
        from priors import *
        --- models
        from both import *
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "`P` is assigned more than once": """
        P = None
        P = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "`Q` is assigned more than once": """
        --- priors
        NARROW, WIDE = PRIOR(), PRIOR()  # NPL001  # NPL001
        --- models
        try:
            from priors import NARROW as Q
        except ImportError:
            from priors import WIDE as Q
        def model():
            numpyro.sample("a", Q)
        RUN()
        """,
    "`priors` is one of several modules": """
        --- fast
        P = PRIOR()  # NPL001
        --- slow
        P = PRIOR()  # NPL001
        --- models
        try:
            import fast as priors
        except ImportError:
            import slow as priors
        def model():
            numpyro.sample("a", priors.P)
        RUN()
        """,
    "what it is cached by is not seen": """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def model():
            numpyro.sample("a", getattr(priors, "P"))
        RUN()
        """,
    "`P` is not a variable that is assigned once": """
        print(P := PRIOR())  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "`P` is assigned in a branch, loop or `try`": """
        def setup():
            global P
            P = PRIOR()  # NPL001
        setup()
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "the statement that assigns `P` assigns more than variables": """
        P, *rest = PRIOR(), 1, 2  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
    "the statement that assigns `Q` assigns more than variables": """
        table = {}
        table["q"] = Q = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", Q)
        RUN()
        """,
    "`P.append(…)` modifies it after it is built": """
        P = [PRIOR()]  # NPL001
        P.append(1)
        def model():
            numpyro.sample("a", P[0])
        RUN()
        """,
}


@pytest.mark.parametrize("quotes", ["'''\n'''", '"""\n"""', '"\\\n"', "'\\\n'"])
def test_a_text_is_not_indented(quotes: str) -> None:
    program = (
        f"P = dist.TruncatedNormal(0.0, 1.0, low=len({quotes}))\n"
        'def model():\n    numpyro.sample("a", P)\nRUN()\n'
    )
    first, end, rest = program.partition("\n")
    assert_stays(f"{first}  # NPL001{end}{rest}", "a string in it spans several lines")


@pytest.mark.parametrize("reason", REFUSED)
def test_not_moved(reason: str) -> None:
    assert_stays(REFUSED[reason], reason)


LAMBDAS = {
    "a list": "P = [PRIOR()]  # NPL001",
    "an entry of what a call gives": "def make(): return [PRIOR()]  # NPL001\n(P,) = make()",
    "built on another": "B = PRIOR()\nP = dist.TransformedDistribution(B, [])  # NPL001",
}


@pytest.mark.parametrize("kept", LAMBDAS)
def test_only_a_call_goes_into_a_lambda(kept: str) -> None:
    read = "P[0]" if kept == "a list" else "P"
    program = f'{LAMBDAS[kept]}\nmodel = lambda: numpyro.sample("a", {read})\nRUN()\n'
    assert_stays(program, "it is used in a lambda, which has no room for statements")


MOVED = {
    "a name that a class has too": (
        """
        low = 0.0
        P = dist.TruncatedNormal(0.0, 1.0, low=low)  # NPL001
        class Study:
            low = 3.0
            def model(self):
                numpyro.sample("a", P)
        RUN_METHOD()
        """,
        """
        low = 0.0
        class Study:
            low = 3.0
            def model(self):
                P = dist.TruncatedNormal(0.0, 1.0, low=low)
                numpyro.sample("a", P)
        RUN_METHOD()
        """,
    ),
    "what it is built on, whose name the function around has too": (
        """
        BASE = PRIOR()
        P = dist.TransformedDistribution(BASE, [])  # NPL001
        def study(key):
            BASE = 3
            def model():
                numpyro.sample("a", P)
            RUN()
            return BASE
        """,
        """
        def study(key):
            BASE = 3
            def model():
                BASE = PRIOR()
                P = dist.TransformedDistribution(BASE, [])
                numpyro.sample("a", P)
            RUN()
            return BASE
        """,
    ),
    "what it is built on, which is used elsewhere": (
        """
        BASE = PRIOR()
        MIDDLE = dist.TransformedDistribution(BASE, [])
        P = dist.TransformedDistribution(MIDDLE, [])  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        print(BASE)
        """,
        """
        BASE = PRIOR()
        def model():
            BASE = PRIOR()
            MIDDLE = dist.TransformedDistribution(BASE, [])
            P = dist.TransformedDistribution(MIDDLE, [])
            numpyro.sample("a", P)
        RUN()
        print(BASE)
        """,
    ),
    "what leads to itself": (
        """
        P = {"a": PRIOR(), "again": lambda: P}  # NPL001
        def model():
            numpyro.sample("a", P["a"])
        RUN()
        """,
        """
        P = {"a": PRIOR(), "again": lambda: P}
        def model():
            P = {"a": PRIOR(), "again": lambda: P}
            numpyro.sample("a", P["a"])
        RUN()
        """,
    ),
    "a comprehension's own names": (
        """
        P = [dist.TruncatedNormal(0.0, 1.0, low=low) for low in range(3)]  # NPL001
        def model(low=2):
            numpyro.sample("a", P[0])
        RUN()
        """,
        """
        def model(low=2):
            P = [dist.TruncatedNormal(0.0, 1.0, low=low) for low in range(3)]
            numpyro.sample("a", P[0])
        RUN()
        """,
    ),
    "into a function that has a lambda": (
        """
        P = PRIOR()  # NPL001
        def model():
            draw = lambda: numpyro.sample("a", P)
            draw()
        RUN()
        """,
        """
        def model():
            P = PRIOR()
            draw = lambda: numpyro.sample("a", P)
            draw()
        RUN()
        """,
    ),
    "into a lambda that a function outside of the trace gave": (
        """
        P = PRIOR()  # NPL001
        def factory():
            return lambda: numpyro.sample("a", P) + numpyro.sample("b", P)
        model = factory()
        RUN()
        """,
        """
        def factory():
            return lambda: numpyro.sample(
                "a", PRIOR()
            ) + numpyro.sample("b", PRIOR())
        model = factory()
        RUN()
        """,
    ),
    "into a lambda that reads it for something else, too": (
        """
        P = PRIOR()  # NPL001
        model = lambda: (numpyro.sample("a", P), print(P))
        RUN()
        """,
        """
        P = PRIOR()
        model = lambda: (numpyro.sample("a", PRIOR()), print(P))
        RUN()
        """,
    ),
    "two of one statement, beside one that cannot be moved": (
        """
        P, Q = PRIOR(), PRIOR()  # NPL001  # NPL001
        R = PRIOR(); S = 1  # NPL001
        def model():
            numpyro.sample("a", P)
            other()
        def other():
            numpyro.sample("a", Q)
            numpyro.sample("b", R)
        RUN()
        """,
        """
        R = PRIOR(); S = 1  # NPL001
        def model():
            P, Q = PRIOR(), PRIOR()
            numpyro.sample("a", P)
            other()
        def other():
            P, Q = PRIOR(), PRIOR()
            numpyro.sample("a", Q)
            numpyro.sample("b", R)
        RUN()
        """,
    ),
    "into the inner function that reads it": (
        """
        P = PRIOR()  # NPL001
        def model():
            def draw():
                numpyro.sample("a", P)
            draw()
        RUN()
        """,
        """
        def model():
            def draw():
                P = PRIOR()
                numpyro.sample("a", P)
            draw()
        RUN()
        """,
    ),
    "a construction with blank and outdented lines": (
        """
        def study(key):
            P = dist.TruncatedNormal(  # NPL001
                0.0,

          1.0,
                low=0.0,  # positive
            )
            def model():
                numpyro.sample("a", P)
            RUN()
        """,
        """
        def study(key):
            def model():
                P = dist.TruncatedNormal(
                    0.0,

                1.0,
                    low=0.0,  # positive
                )
                numpyro.sample("a", P)
            RUN()
        """,
    ),
    "a statement that goes on behind a backslash": (
        """
        P = \\
            PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        def model():
            P = \\
                PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "an annotation apart": (
        """
        P: dist.Distribution
        P = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        P: dist.Distribution
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "what is exported stays": (
        """
        __all__ = [numpyro.__name__, "P"]
        P = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        __all__ = [numpyro.__name__, "P"]
        P = PRIOR()
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "a local variable whose name is exported": (
        """
        __all__ = ["P", "study"]
        P = 1
        def study(key):
            P = PRIOR()  # NPL001
            def model():
                numpyro.sample("a", P)
            RUN()
        """,
        """
        __all__ = ["P", "study"]
        P = 1
        def study(key):
            def model():
                P = PRIOR()
                numpyro.sample("a", P)
            RUN()
        """,
    ),
    "what another function reads stays": (
        """
        P = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        def show():
            print(P)
        RUN()
        """,
        """
        P = PRIOR()
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        def show():
            print(P)
        RUN()
        """,
    ),
    "another function's variable of that name": (
        """
        P = PRIOR()  # NPL001
        def model():
            numpyro.sample("a", P)
        def show(P):
            print(P)
        RUN()
        """,
        """
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        def show(P):
            print(P)
        RUN()
        """,
    ),
    "a name that is assigned when the site is sampled": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def model():
            P = numpyro.sample("a", priors.P)
            return P
        RUN()
        """,
        """
        --- priors
        --- models
        def model():
            P = PRIOR()
            P = numpyro.sample("a", P)
            return P
        RUN()
        """,
    ),
    "names of inner functions": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        P = 3.0
        def model():
            numpyro.sample("a", priors.P)
            return [P for P in range(3)], lambda P: P
        RUN()
        """,
        """
        --- priors
        --- models
        P = 3.0
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
            return [P for P in range(3)], lambda P: P
        RUN()
        """,
    ),
}


@pytest.mark.parametrize("what", MOVED)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_moved(what: str, newline: str) -> None:
    assert_moved(*MOVED[what], newline)
