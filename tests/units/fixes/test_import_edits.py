"""What becomes of imports when a construction moves into the module that uses it."""

from __future__ import annotations

import pytest

from tests.units.fixes.moving import assert_moved

USED = """
--- models
from priors import P
def model():
    numpyro.sample("a", P)
RUN()
"""
OWN = """
--- models
def model():
    P = PRIOR()
    numpyro.sample("a", P)
RUN()
"""

STAYS_FOR = {
    "one that reads it by another name": "from priors import P as Q\nprint(Q)",
    "one that imports it only": "from priors import P",
    "one that reads it by a star import": "from priors import *\nprint(P)",
    "one that reads it of the module": "import priors\nprint(priors.P)",
    "one that imports it in a function": "def show():\n    from priors import P\n    print(P)",
}
GOES_IN_SPITE_OF = {
    "a star import": "from priors import *",
    "another module's attribute": "import models, shop\nprint(shop.P)\n--- shop\nP = 3",
    "an import from another module": "import models\nfrom shop import P\nprint(P)\n--- shop\nP = 3",
    "a variable of that name": "from priors import *\ndef show(P): print(P)",
}


@pytest.mark.parametrize("other", STAYS_FOR)
def test_a_definition_stays_for(other: str) -> None:
    priors, rest = "--- priors\nP = PRIOR()", f"\n--- other\n{STAYS_FOR[other]}\n"
    assert_moved(f"{priors}  # NPL001{USED}{rest}", priors + OWN + rest)


@pytest.mark.parametrize("other", GOES_IN_SPITE_OF)
def test_a_definition_goes_in_spite_of(other: str) -> None:
    rest = f"\n--- other\n{GOES_IN_SPITE_OF[other]}\n"
    assert_moved(f"--- priors\nP = PRIOR()  # NPL001{USED}{rest}", f"--- priors{OWN}{rest}")


IMPORTS = {
    "the last names of a statement": (
        """
        --- priors
        B, C = PRIOR(), PRIOR()  # NPL001  # NPL001
        --- models
        from priors import A, B, C
        def model():
            numpyro.sample("a", B)
            numpyro.sample("b", C)
            print(A)
        RUN()
        """,
        """
        --- priors
        --- models
        from priors import A
        def model():
            B, C = PRIOR(), PRIOR()
            numpyro.sample("a", B)
            numpyro.sample("b", C)
            print(A)
        RUN()
        """,
    ),
    "names on both sides of one that stays": (
        """
        --- priors
        A, C = PRIOR(), PRIOR()  # NPL001  # NPL001
        --- models
        from priors import A, B, C
        def model():
            numpyro.sample("a", A)
            numpyro.sample("b", C)
            print(B)
        RUN()
        """,
        """
        --- priors
        --- models
        from priors import B
        def model():
            A, C = PRIOR(), PRIOR()
            numpyro.sample("a", A)
            numpyro.sample("b", C)
            print(B)
        RUN()
        """,
    ),
    "what it needs, once, in the place of the import": (
        """
        --- priors
        from math import pi
        P, Q = dist.TruncatedNormal(0, pi, low=0), dist.TruncatedNormal(0, pi, low=-pi)  # NPL001  # NPL001
        --- models
        from priors import P, Q
        class Study:
            pi = 3
            def model(self):
                numpyro.sample("a", P)
                other()
        def other():
            numpyro.sample("b", Q)
        RUN_METHOD()
        """,  # noqa: E501
        """
        --- priors
        from math import pi
        --- models
        from math import pi
        class Study:
            pi = 3
            def model(self):
                P, Q = dist.TruncatedNormal(0, pi, low=0), dist.TruncatedNormal(0, pi, low=-pi)
                numpyro.sample("a", P)
                other()
        def other():
            P, Q = dist.TruncatedNormal(0, pi, low=0), dist.TruncatedNormal(0, pi, low=-pi)
            numpyro.sample("b", Q)
        RUN_METHOD()
        """,
    ),
    "what it needs beside names that stay": (
        """
        --- priors
        import math as m
        from math import pi as half_turn
        P = dist.TruncatedNormal(m.e, half_turn, low=0)  # NPL001
        B = 1
        --- models
        from priors import P, B
        def model():
            numpyro.sample("a", P)
            print(B)
        RUN()
        """,
        """
        --- priors
        import math as m
        from math import pi as half_turn
        B = 1
        --- models
        from priors import B
        import math as m
        from math import pi as half_turn
        def model():
            P = dist.TruncatedNormal(m.e, half_turn, low=0)
            numpyro.sample("a", P)
            print(B)
        RUN()
        """,
    ),
    "by another name that the module has": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        import numpyro.distributions as npd
        def model(dist=None):
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- priors
        --- models
        import numpyro.distributions as npd
        def model(dist=None):
            P = npd.TruncatedNormal(0.0, 1.0, low=0.0)
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "several by another name": (
        """
        --- priors
        import math
        P = dist.TruncatedNormal(math.e, math.pi, low=math.e)  # NPL001
        --- models
        import math as mathematics
        import numpyro.distributions as d
        from priors import P
        def model(dist=None):
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- priors
        import math
        --- models
        import math as mathematics
        import numpyro.distributions as d
        def model(dist=None):
            P = d.TruncatedNormal(mathematics.e, mathematics.pi, low=mathematics.e)
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "a builtin": (
        """
        --- priors
        P = dist.TruncatedNormal(float(0), 1.0, low=0.0)  # NPL001
        --- models
        from priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- priors
        --- models
        def model():
            P = dist.TruncatedNormal(float(0), 1.0, low=0.0)
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "imported by another name": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P as Q
        def model():
            numpyro.sample("a", Q)
        RUN()
        """,
        """
        --- priors
        --- models
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "imported by another name that is read elsewhere, too": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P as Q
        def model():
            numpyro.sample("a", Q)
        RUN()
        print(Q)
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        from priors import P as Q
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        print(Q)
        """,
    ),
    "imported in two ways": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        from priors import P
        def model():
            numpyro.sample("a", priors.P)
            print(P)
        RUN()
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        from priors import P
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
            print(P)
        RUN()
        """,
    ),
    "an import beside another statement stays": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import math; from priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        import math; from priors import P
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "an import that is exported stays": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        __all__ = ["P"]
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        from priors import P
        __all__ = ["P"]
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "an import that a package may offer stays": (
        """
        --- pkg/priors
        P = PRIOR()  # NPL001
        --- pkg/__init__
        from pkg.priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- pkg/priors
        P = PRIOR()
        --- pkg/__init__
        from pkg.priors import P
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "an import that others import stays": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        def model():
            numpyro.sample("a", P)
        RUN()
        --- other
        from models import P
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        from priors import P
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        --- other
        from models import P
        """,
    ),
    "an import that another function needs stays": (
        """
        --- priors
        P = PRIOR()  # NPL001
        X = 1
        --- models
        import priors
        def model():
            numpyro.sample("a", priors.P)
        def show():
            print(priors.X)
        RUN()
        """,
        """
        --- priors
        X = 1
        --- models
        import priors
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        def show():
            print(priors.X)
        RUN()
        """,
    ),
    "a name that another function reads stays": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from priors import P
        def model():
            numpyro.sample("a", P)
        def show():
            print(P)
        RUN()
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        from priors import P
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        def show():
            print(P)
        RUN()
        """,
    ),
    "names of two statements": (
        """
        --- priors
        P, Q = PRIOR(), PRIOR()  # NPL001  # NPL001
        B = 1
        --- models
        from priors import B, P
        from priors import Q
        def model():
            numpyro.sample("a", P)
            numpyro.sample("b", Q)
        RUN()
        """,
        """
        --- priors
        B = 1
        --- models
        from priors import B
        def model():
            P, Q = PRIOR(), PRIOR()
            numpyro.sample("a", P)
            numpyro.sample("b", Q)
        RUN()
        """,
    ),
    "a name of a module that is read outside of the model, too": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        def model():
            numpyro.sample("a", priors.P)
        RUN()
        print(priors.P)
        """,
        """
        --- priors
        P = PRIOR()
        --- models
        import priors
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        print(priors.P)
        """,
    ),
    "a name that a function imports": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        def study(key):
            from priors import P
            def model():
                numpyro.sample("a", P)
            RUN()
        """,
        """
        --- priors
        --- models
        def study(key):
            def model():
                P = PRIOR()
                numpyro.sample("a", P)
            RUN()
        """,
    ),
    "a module that a class has a name like": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- models
        import priors
        class Study:
            priors = 1
            def model(self):
                numpyro.sample("a", priors.P)
        RUN_METHOD()
        """,
        """
        --- priors
        --- models
        class Study:
            priors = 1
            def model(self):
                P = PRIOR()
                numpyro.sample("a", P)
        RUN_METHOD()
        """,
    ),
    "a module by its dotted name": (
        """
        --- pkg/__init__
        --- pkg/priors
        P = PRIOR()  # NPL001
        --- models
        import pkg.priors
        def model():
            numpyro.sample("a", pkg.priors.P)
        RUN()
        """,
        """
        --- pkg/__init__
        --- pkg/priors
        --- models
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "the second of two star imports": (
        """
        --- empty
        x = 1
        --- priors
        P = PRIOR()  # NPL001
        --- models
        from empty import *
        from priors import *
        def model():
            numpyro.sample("a", P)
        RUN()
        """,
        """
        --- empty
        x = 1
        --- priors
        --- models
        from empty import *
        from priors import *
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
    "a module that offers it by a star import": (
        """
        --- priors
        P = PRIOR()  # NPL001
        --- shop
        from priors import *
        --- models
        import shop
        def model():
            numpyro.sample("a", shop.P)
        RUN()
        """,
        """
        --- priors
        --- shop
        from priors import *
        --- models
        def model():
            P = PRIOR()
            numpyro.sample("a", P)
        RUN()
        """,
    ),
}


@pytest.mark.parametrize("what", IMPORTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_imports(what: str, newline: str) -> None:
    assert_moved(*IMPORTS[what], newline)


OPENINGS = {
    "a docstring": (
        '"""A model."""\ntry:\n    import priors\nfinally:\n    pass',
        '"""A model."""\nimport numpyro.distributions as dist\nADDED\ntry:\n    import priors\n'
        "finally:\n    pass",
    ),
    "a comment": (
        "# A model.\ntry:\n    import priors\nfinally:\n    pass",
        "# A model.\nimport numpyro.distributions as dist\nADDED\ntry:\n    import priors\n"
        "finally:\n    pass",
    ),
}


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("needed", ["import math as m", "from math import pi as m", "import m"])
def test_the_first_import_of_a_module_goes_to_its_top(opening: str, needed: str) -> None:
    before, after = OPENINGS[opening]
    kept = """
def run(model, key): RUN()
--- models
"""
    prior = "P = dist.TruncatedNormal(0.0, m.pi, low=0.0)"
    priors = f"--- priors\n{needed}\n{prior}  # NPL001"
    start, end = "\ndef model():\n", "\npriors.run(model, 0)"
    program = f'{priors}{kept}{before}{start}    priors.numpyro.sample("a", priors.P){end}'
    own = f"    {prior}\n"
    result = f'{after.replace("ADDED", needed)}{start}{own}    priors.numpyro.sample("a", P){end}'
    assert_moved(program, f"--- priors\n{needed}{kept}{result}")
