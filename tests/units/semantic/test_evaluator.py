"""What expressions evaluate to, as far as constants lead."""

from __future__ import annotations

import pytest

from tests.helpers.linked import program

HEAD = """
class A:
    kept = 5
    def __init__(self, x=1):
        self.x = x
    @staticmethod
    def still(x):
        return x
    @classmethod
    def of(cls, x):
        return x
    def get(self, x):
        return x
    @property
    def twice(self):
        return self.x
class B(A):
    pass
def f(x, y=2, *rest, z=3, **options):
    return x
def two():
    return 1, 2
def late(x):
    if x:
        return 1
    return 2
def both():
    if unknown:
        return 1
    return 2
a = b = 7
c, (d, e) = 1, (2, 3)
table = {"k": 4, **{"m": 5}}
rows = [1, *[2, 3]]
"""


def constants(text: str) -> list[object] | None:
    linked = program(f"{HEAD}\n{text}\n")
    (module,) = linked.modules
    binding = module.scope.bindings["made"][-1]
    assert binding.value is not None
    frame = linked.evaluator.module_frame(module)
    return linked.evaluator.literals(binding.value, frame)


@pytest.mark.parametrize(
    "text, found",
    [
        ("1", [1]), ("a", [7]), ("b", [7]), ("c", [1]), ("d", [2]), ("e", [3]),
        ("A.still(1)", [1]), ("A().still(1)", [1]), ("A.of(1)", [1]), ("A().of(1)", [1]),
        ("A().get(1)", [1]), ("A.get(A(), 1)", [1]), ("A.kept", [5]), ("A().kept", [5]),
        ("A().x", [1]), ("A(2).x", [2]), ("A(x=2).x", [2]), ("A().twice", [1]), ("B().x", [1]),
        ("B(3).twice", [3]), ("B.kept", [5]), ("getattr(A(), 'x')", [1]),
        ("f(1)", [1]), ("f(x=1)", [1]), ("f(1, 2, 3, z=4, w=5)", [1]), ("f(*[1])", [1]),
        ("functools.partial(f, 1)()", [1]), ("functools.partial(f, y=1)(4)", [4]),
        ("(lambda x: x)(1)", [1]), ("(lambda x=2: x)()", [2]),
        ("two()[0]", [1]), ("two()[1]", [2]), ("two()[-1]", [2]),
        ("late(False)", [2]), ("both()", [1, 2]), ("late(unknown)", [1, 2]),
        ("table['k']", [4]), ("table['m']", [5]), ("table.get('k')", [4]),
        ("dict(k=1)['k']", [1]), ("rows[0]", [1, 2, 3]), ("{0: 1}[0]", [1]),
        ("1 if unknown else 2", [1, 2]), ("[3][0]", [3]), ("(x := 3)", [3]),
    ],
)  # fmt: skip
def test_what_an_expression_may_be(text: str, found: list[object]) -> None:
    assert constants(f"import functools\nmade = {text}") == found


@pytest.mark.parametrize(
    "text",
    ["unknown", "f()", "f(*unknown)", "unknown.x", "A().missing", "two()[unknown].x", "f",
     "table[unknown].x", "next(unknown)", "A(unknown).x", "[unknown][0]", "f(unknown)"],
)  # fmt: skip
def test_what_is_not_known(text: str) -> None:
    assert constants(f"made = {text}") is None


@pytest.mark.parametrize(
    "loop, found",
    [
        ("for x in [1, 2]: made = x", [1, 2]),
        ("for x, y in [(1, 2)]: made = y", [2]),
        ("for x, y in zip([1], [2]): made = x", [1]),
        ("for x, y in zip([1], [2]): made = y", [2]),
        ("for x, y, z in zip([1], [2]): made = z", None),
        ("for x in zip([1], [2]): made = x", None),
        ("for x, y in enumerate([3]): made = y", [3]),
        ("for x, y in enumerate([3]): made = x", None),
        ("for x, y in enumerate(): made = y", None),
        ("for x in {'k': 1}: made = x", ["k"]),
        ("for x in {'k': 1}.values(): made = x", [1]),
        ("for x, y in {'k': 1}.items(): made = y", [1]),
        ("for x in unknown: made = x", None),
        ("made = [x for x in [1, 2]][0]", [1, 2]),
    ],
)
def test_what_a_loop_runs_over(loop: str, found: list[object] | None) -> None:
    assert constants(loop) == found


@pytest.mark.parametrize(
    "call, position, keyword, found",
    [
        ("g(p, q)", 0, "x", "p"), ("g(p, q)", 1, "x", "q"), ("g(p, q)", 2, "x", None),
        ("g(p, x=q)", 0, "x", "q"), ("g(p, x=q)", 1, "y", None), ("g(p, x=q)", 0, "y", "p"),
        ("g(*p, q)", 0, "x", None), ("g(*p, q)", 1, "x", None), ("g(p, *q)", 0, "x", "p"),
        ("g(p, *q)", 1, "x", None), ("g(**p)", 0, "x", None), ("g()", 0, "x", None),
    ],
)  # fmt: skip
def test_the_argument_of_a_call(call: str, position: int, keyword: str, found: str | None) -> None:
    linked = program(call)
    (given,) = linked.index.calls_of("g")
    argument = linked.evaluator.argument(given, position, keyword)
    assert getattr(argument, "id", None) == found


@pytest.mark.parametrize(
    "call, is_open",
    [("f(1)", False), ("f(1, y=2)", False), ("f(*unknown)", True), ("f(1, **unknown)", True),
     ("f(*[1])", False), ("f(**{'x': 1})", False)],
)  # fmt: skip
def test_a_frame_knows_whether_all_its_arguments_are_seen(call: str, is_open: bool) -> None:
    linked = program(f"def f(x, y=2):\n    return x\n{call}\n")
    (module,) = linked.modules
    (given,) = linked.index.calls_of("f")
    caller = linked.evaluator.module_frame(module)
    (target,) = linked.evaluator.values(given.func, caller)
    frame = linked.evaluator.call_frame(target, given, caller)  # type: ignore[arg-type]
    assert frame is not None and frame.open is is_open
