"""Holds the rows of the table of array functions against the functions themselves.

Calls are drawn (``array_draws``), a lane runs the real functions in one process
(``array_worker``), and what the rows claim is compared with what came out: values by their ranges
and structure, shapes and dtypes exactly, the latter with ``jax.eval_shape`` where JAX has the
function.
"""

from __future__ import annotations

import ast
import hashlib
import json
import math
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import nplint
from nplint.domains.dtype import Dtype, Kind, canonical_bits
from nplint.domains.interval import Interval
from nplint.domains.shape import MANY, Length, Product, Shape, Symbol
from nplint.domains.structure import Form
from nplint.libraries.array_functions import ArrayCall, ArrayFunction, bound, rows
from tests.lanes import array_draws
from tests.lanes.array_draws import Chance, Draw, draw, names_to_run, names_to_trace
from tests.lanes.environment import Lane, interpreter

WORKER = Path(__file__).with_name("array_worker.py")
KNOWN = Path(__file__).with_name("array_functions.json")
DRAWS = 200
# More are drawn, as some calls are none that the function takes.
_SPARE = 40
_TRACED = 24
# JAX compiles a program for each way of calling a function: those that only it has get few.
_WAYS = 5
_ROOT = Path(nplint.__file__).parent
_DOMAINS = ("shape", "dtype", "interval", "structure")


@dataclass
class Outcome:
    """The result of a draw: ``told`` as the worker says it."""

    draw: Draw
    told: dict[str, Any]

    @property
    def failed(self) -> bool:
        return "error" in self.told or "other" in self.told

    @property
    def is_missing(self) -> bool:
        """Whether the lane has no function of that name."""
        return self.told.get("error", "").startswith("AttributeError")


def content_key() -> str:
    """The digest of the table, of the domains and of what holds them against the functions."""
    digest = hashlib.sha256()
    files = [each for each in (_ROOT / "libraries" / "array_functions").iterdir() if each.is_file()]
    files += [_ROOT / "domains" / f"{name}.py" for name in _DOMAINS]
    harness = [Path(__file__), Path(array_draws.__file__), WORKER]
    for file in [*sorted(files), *harness]:
        digest.update(file.name.encode())
        digest.update(hashlib.sha256(_content(file)).digest())
    return digest.hexdigest()[:24]


def _content(file: Path) -> bytes:
    """Return what a file does: a program without its comments and docstrings."""
    if file.suffix != ".py":
        return file.read_bytes()
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            if isinstance(body[0].value, ast.Constant):
                body[0].value.value = ""
    return ast.dump(tree).encode()


def drawn(row: ArrayFunction, seed: int) -> list[Draw]:
    """Return the draws of a row; none for one that cannot be called by itself."""
    about = f"{seed} {row.names[0]}"
    found: list[Draw | None] = []
    if to_run := names_to_run(row):
        of_jax = to_run[0].startswith(("jax.", "at."))
        number = 2 * DRAWS if of_jax else DRAWS + _SPARE  # a way that fails fails each time
        ways = _WAYS if of_jax else number
        found += [
            draw(row, Chance(f"{about} {n % ways}", f"{about} {n}"), to_run, "run")
            for n in range(number)
        ]
    if to_trace := names_to_trace(row):
        found += [
            draw(row, Chance(f"{about} traced {n}", ""), to_trace, ("shape", "shape64")[n % 2])
            for n in range(_TRACED)
        ]
    return [each for each in found if each is not None]


def outcomes(of: Lane, chosen: Sequence[ArrayFunction], seed: int) -> list[Outcome]:
    """Run draws of rows on a lane, in one process.

    Raises
    ------
    RuntimeError
        The process failed.
    """
    draws = [each for row in chosen for each in drawn(row, seed)]
    done = subprocess.run(
        [str(interpreter(of)), str(WORKER)],
        input=json.dumps([each.told() for each in draws]),
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0",
             "XLA_FLAGS": "--xla_backend_optimization_level=0"},
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(
            f"{done.returncode} after {len(done.stdout.splitlines())}: {done.stderr[-3000:]}"
        )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [Outcome(each, line) for each, line in zip(draws, lines, strict=True)]


def chosen_rows(share: float, seed: int) -> list[ArrayFunction]:
    """Return rows drawn by chance."""
    chance = random.Random(seed)
    return [row for row in rows() if chance.random() < share]


# -- claims ------------------------------------------------------------------------------------


def call_of(given: Draw, row: ArrayFunction | None = None) -> ArrayCall:
    """Return the call that a draw makes, of its row or of a mutant of it."""
    row = given.row if row is None else row
    return bound(row, given.name, given.positional, given.keywords)


def complaints(outcome: Outcome, row: ArrayFunction | None = None) -> Iterator[str]:
    """Yield what a row says of a draw, in one facet each, and is not so."""
    if outcome.failed:
        return
    told, call = outcome.told, call_of(outcome.draw, row)
    shape = call.function.shape(call)
    if shape is not None and not holds_shape(shape, told["shape"]):
        yield f"shape: {shape} is claimed, {tuple(told['shape'])} came out of {outcome.draw}"
    dtype = call.function.dtype(call)
    if dtype is not None and not _holds_dtype(dtype, told, outcome.draw.how):
        yield f"dtype: {dtype} is claimed, {_dtype_of(told)} came out of {outcome.draw}"
    if "values" not in told:
        return
    claimed = call.function.range(call)
    outside = [each for each in told["values"] if not _holds_number(claimed, each, told["bits"])]
    if outside:
        yield f"range: {claimed} is claimed, {outside[:3]} came out of {outcome.draw}"
    for form in call.function.structure(call):
        if not _has_form(form, told["shape"], told["values"]):
            yield f"structure: {form} is claimed, {told['values']} came out of {outcome.draw}"


def holds_shape(claimed: Shape, real: Sequence[int]) -> bool:
    """Tell whether a shape is one of those that are claimed; a symbol's origin is its number."""
    return len(claimed) == len(real) and all(map(_holds_length, claimed, real))


def _holds_length(claimed: Length, real: int) -> bool:
    if claimed is None:
        return True
    if claimed is MANY:
        return real > 1
    if isinstance(claimed, Symbol):
        return claimed.origin == real
    if isinstance(claimed, Product):
        number = claimed.coefficient
        for symbol, power in claimed.powers:
            assert isinstance(symbol.origin, int)
            number *= symbol.origin**power
        return number == real
    return claimed == real


def _holds_dtype(claimed: Dtype, told: dict[str, Any], how: str) -> bool:
    kind, bits = told["kind"], told["bits"]
    if claimed.kind is Kind.KEY:
        return kind in ("KEY", "UINT")
    if kind == "UINT":
        return claimed.kind is Kind.INT and claimed.bits is None
    if kind != claimed.kind.name:
        return False
    if claimed.bits is None:
        return True
    # The weakness of NumPy's scalars is its own business.
    weak = claimed.weak if how == "run" or claimed.kind is Kind.BOOL else told["weak"]
    return bits == canonical_bits(claimed, x64=how != "shape") and weak == claimed.weak


def _dtype_of(told: dict[str, Any]) -> str:
    return f"{'weak ' * told['weak']}{told['kind']}{told['bits']}"


def _holds_number(claimed: Interval, number: float, bits: int) -> bool:
    if number in claimed:
        return True
    if math.isnan(number):
        return False
    near = 1e-9 if bits == 64 else 1e-3
    if claimed.integer and math.isfinite(number) and not float(number).is_integer():
        return False
    for end, is_open in ((claimed.low, claimed.low_open), (claimed.high, claimed.high_open)):
        exactly = number == end and is_open and bits == 64
        if math.isfinite(end) and abs(number - end) <= near * (1.0 + abs(end)) and not exactly:
            return True
    return False


def _has_form(form: Form, shape: Sequence[int], values: Sequence[float]) -> bool:
    """Tell whether the last axes of an array have a form."""
    if not values or any(not math.isfinite(each) for each in values):
        return True  # a structure is said of finite numbers
    if not shape:
        return False
    if form in (Form.SIMPLEX, Form.ORDERED, Form.POSITIVE_ORDERED, Form.SORTED, Form.UNIT_VECTOR,
                Form.ZERO_SUM):  # fmt: skip
        last = shape[-1]
        vectors = [values[n : n + last] for n in range(0, len(values), last)]
        return all(_is_vector(form, each) for each in vectors)
    if len(shape) < 2:
        return False
    rows_, columns = shape[-2:]
    size = rows_ * columns
    matrices = [
        [list(values[n + i * columns : n + (i + 1) * columns]) for i in range(rows_)]
        for n in range(0, len(values), size)
    ]
    return all(_is_matrix(form, each) for each in matrices)


def _is_vector(form: Form, vector: Sequence[float]) -> bool:
    pairs = list(pairwise(vector))
    match form:
        case Form.SIMPLEX:
            return min(vector) >= 0.0 and abs(sum(vector) - 1.0) < 1e-5
        case Form.UNIT_VECTOR:
            return abs(sum(each * each for each in vector) - 1.0) < 1e-5
        case Form.ZERO_SUM:
            return abs(sum(vector)) < 1e-5
        case Form.SORTED:
            return all(one <= other for one, other in pairs)
        case Form.POSITIVE_ORDERED:
            return vector[0] > 0 and all(one < other for one, other in pairs)
    return all(one < other for one, other in pairs)


def _is_matrix(form: Form, matrix: list[list[float]]) -> bool:
    size = len(matrix)
    places = [(i, j) for i in range(size) for j in range(len(matrix[0]))]
    lower = all(abs(matrix[i][j]) < 1e-12 for i, j in places if j > i)
    upper = all(abs(matrix[i][j]) < 1e-12 for i, j in places if j < i)
    if form is Form.LOWER_TRIANGULAR:
        return lower
    if form is Form.UPPER_TRIANGULAR:
        return upper
    if form is Form.DIAGONAL:
        return lower and upper
    if size != len(matrix[0]):
        return False
    if form in (Form.LOWER_CHOLESKY, Form.CORR_CHOLESKY, Form.SCALED_ROWS, Form.SCALED_COLUMNS):
        norms = [sum(each * each for each in row) for row in matrix]
        unit = all(abs(norm - 1.0) < 1e-6 for norm in norms)
        positive = all(matrix[i][i] > 0 for i in range(size))
        return lower and positive and (unit or form is not Form.CORR_CHOLESKY)
    if form is Form.SCALED_BOTH:
        return lower
    symmetric = all(abs(matrix[i][j] - matrix[j][i]) < 1e-8 for i, j in places)
    if form is Form.SYMMETRIC or not symmetric:
        return symmetric
    unit = all(abs(matrix[i][i] - 1.0) < 1e-6 for i in range(size))
    if form is Form.CORR_MATRIX and not unit:
        return False
    return _is_definite(matrix, 1e-12 if form is not Form.POSITIVE_SEMIDEFINITE else -1e-8)


def _is_definite(matrix: list[list[float]], least: float) -> bool:
    """Tell whether elimination meets no pivot below a number."""
    rest = [list(row) for row in matrix]
    for i in range(len(rest)):
        if rest[i][i] <= least:
            return False
        for j in range(i + 1, len(rest)):
            factor = rest[j][i] / rest[i][i] if rest[i][i] else 0.0
            rest[j] = [a - factor * b for a, b in zip(rest[j], rest[i], strict=True)]
    return True


def claims_something(row: ArrayFunction) -> bool:
    """Tell whether a row says anything of an array that could be wrong."""
    plain = ArrayFunction(row.names)
    facets = ("shape", "dtype", "range", "structure")
    return any(getattr(row, each) is not getattr(plain, each) for each in facets)
