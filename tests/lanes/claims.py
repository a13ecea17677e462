"""What an outcome has to show for a header's claim to hold."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from pathlib import Path

from tests.lanes.ledger import Outcomes
from tests.lanes.measured import Measurement
from tests.lanes.programs import SPEAKS_FOR_ITSELF, Case, Claim
from tests.lanes.runner import Outcome

SEPARATION = 4.0  # standard errors of the repaired program that a wrong result is off, at least
_LITERAL = re.compile(r"[-+]?[\d.]+(?:e[-+]?\d+)?")
_OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "Phi": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,  # the normal distribution function
}


def assert_ran(outcome: Outcome, program: Path) -> None:
    """The program came to its end, and what it measured is right with every seed."""
    assert outcome.outcome == "ok", (
        f"{program}: {outcome.outcome} {outcome.exception[:1]}\n{outcome.text}"
    )
    assert outcome.is_right, f"{program}: {_shown(outcome)}"


def assert_claimed(case: Case, claim: Claim, outcome: Outcome) -> None:
    """What is to be seen of a program on a release, as its header says."""
    program = case.unfixed
    if claim.raises:
        assert outcome.outcome == "raised", f"{program}: {outcome.outcome}, not raised"
        assert outcome.is_a(claim.exception), f"{outcome.exception}\n{outcome.text}"
        assert claim.message in outcome.text
        says_nothing = not claim.message and claim.exception != SPEAKS_FOR_ITSELF
        assert not (says_nothing and outcome.text), outcome.text
        return
    if claim.wrong:
        assert outcome.outcome == "ok", f"{program}: {outcome.outcome}\n{outcome.text}"
        assert outcome.wrong, f"{program}: {_shown(outcome)}"
        return
    assert_ran(outcome, program)
    assert outcome.measures == claim.right, (
        f"{program}: outcome is {'right' if outcome.measures else 'runs'}"
    )


def assert_repaired(case: Case, claim: Claim, outcomes: Outcomes) -> None:
    """A repair is judged by what shows that the unfixed program is wrong, and by nothing else."""
    assert case.fixed is not None
    unfixed, fixed = outcomes[case.unfixed], outcomes[case.fixed]
    if not claim.wrong:
        return
    for before, after in zip(unfixed.measured, fixed.measured, strict=True):
        assert [each.name for each in before] == [each.name for each in after]
        assert [each.truth for each in before] == [each.truth for each in after]
        for wrong, right in zip(before, after, strict=True):
            if wrong.name in unfixed.wrong:
                assert not abs(wrong.value - wrong.truth) <= SEPARATION * right.se, (
                    f"{case.fixed}: {right} would not be told from {wrong}"
                )


def assert_closed_forms(case: Case, outcomes: Outcomes) -> None:
    """A truth is computed from the data in the program, or is a closed form of the header."""
    given = dict(case.truths)
    for program, outcome in outcomes.items():
        text = "".join(path.read_text(encoding="utf-8") for path in _sources(case, program))
        for name, literal in typed_truths(text):
            assert name in case.truths, f"{program}: where does {name}={literal} come from?"
        for run in outcome.measured:
            for each in run:
                given.pop(each.name, None)
                if each.name in case.truths:
                    _assert_closed(program, each, case.truths[each.name])
    assert not given or not any(each.measures for each in outcomes.values()), (
        f"{case.unfixed} does not measure {', '.join(given)}"
    )


def typed_truths(source: str) -> list[tuple[str, str]]:
    """The names of what a program measures against a number that is typed in, with the number."""
    lines = re.findall(r"measured (\S+?)=.* truth=(\{[^}:]*|[^\"'\s]+)", source)
    given = ((name, truth.strip("{ ")) for name, truth in lines)
    return [(name, truth) for name, truth in given if _LITERAL.fullmatch(truth)]


def closed_form(expression: str) -> float:
    """The value of arithmetic on numbers, ``sqrt``, ``exp``, ``log`` and ``Phi``.

    Raises
    ------
    ValueError
        It is something else.
    """
    try:
        return _value(ast.parse(expression, mode="eval").body)
    except (KeyError, SyntaxError) as error:
        raise ValueError(f"no closed form: {expression}") from error


def assert_agrees(seen: Outcome, noted: Outcome, program: Path) -> None:
    """The ledger says what is seen, up to the last digits, in which machines differ."""
    assert seen.outcome == noted.outcome, f"{program}: {seen.outcome}, not {noted.outcome}"
    assert seen.exception == noted.exception, f"{program}: {seen.exception}"
    told, known = _verdicts(seen), _verdicts(noted)
    assert told == known, f"{program}: {told}, not {known}"


def _verdicts(outcome: Outcome) -> list[list[tuple[str, bool]]]:
    names = outcome.wrong
    return [[(each.name, each.name in names) for each in run] for run in outcome.measured]


def _sources(case: Case, program: Path) -> list[Path]:
    root = program.parent if program.stem == "main" else program
    return sorted(root.rglob("*.py")) if root.is_dir() else [root]


def _assert_closed(program: Path, each: Measurement, expression: str) -> None:
    exact = closed_form(expression)
    # Typed with as many digits as matter beside the standard error.
    assert abs(each.truth - exact) <= max(each.se / 10, 1e-6 * abs(exact)), (
        f"{program}: {each.name} should be {expression} = {exact}, not {each.truth}"
    )


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _FUNCTIONS[node.func.id](*map(_value, node.args))
    raise KeyError(ast.dump(node))


def _shown(outcome: Outcome) -> str:
    return " | ".join("; ".join(map(str, run)) for run in outcome.measured)
