from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nplint.facts.enclosing import body_of, enclosing, statement_of
from nplint.facts.expressions import Call, Constant, Name, short_source, walk
from nplint.facts.scopes import ModuleFacts
from nplint.facts.statements import ExprStmt, Statement, With, blocks
from nplint.finding import Finding
from nplint.fixes.delete_statement import delete_statement
from nplint.fixes.repair import Repair
from nplint.rules.base import Context, Rule
from nplint.semantic.call_paths import calls_to
from nplint.semantic.values import BoundExpr, External, Frame


class LateHostDeviceCount(Rule):
    """
    # late-host-device-count (NPL601)

    ## What it finds
    `numpyro.set_host_device_count(n)` after something that made JAX look for its devices: a key, an
    array, `jax.devices()`, an `MCMC(…)`.

    ## What happens
    The function sets an environment variable that JAX reads once, when it first needs a device.
    Set later it is passed over in silence: there is one device as before, and parallel chains run
    one after the other, with a warning that there are not enough devices. All releases do so.

    ## Example
    ```python
    key = random.PRNGKey(0)
    numpyro.set_host_device_count(4)
    ```

    ## Fix
    The statement is moved up, above what it comes too late for. Unsafe, since chains that run on
    devices of their own need not round alike. It is offered where both are statements of a
    module's own code and the number is written out.

    ## When it stays silent
    Only imports, settings, `jax.jit(f)`, distributions and definitions come before; what comes
    before stands on a branch; one device is asked for; the devices are asked for earlier, or by
    `XLA_FLAGS`, too.

    ## References
    pyro-ppl/numpyro#1421
    """

    code = "NPL601"
    name = "late-host-device-count"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        sets_flags = cache(_sets_flags)
        for call in context.program.index.calls_of("set_host_device_count"):
            given = call.arguments[0].value if call.arguments else None
            is_one = isinstance(given, Constant) and given.value == 1
            if is_one or sets_flags(call.scope.module):
                continue
            for frame in context.program.contexts.frames(call.scope):
                if not _is_called(context, call, frame, _SETTING):
                    continue
                found = _starter(context, call, frame)
                if found is not None:
                    yield self._finding(context, call, frame, found)
                    break

    def _finding(self, context: Context, call: Call, frame: Frame, started: BoundExpr) -> Finding:
        shown = short_source(call.arguments[0].value) if call.arguments else "n"
        number = f"{shown} devices" if shown.isdigit() else "the devices"
        func = short_source(started.expr.func) if isinstance(started.expr, Call) else ""
        return self.finding(
            frame.locate(call),
            f"{number} are asked for too late: `{func}` has already made JAX look for them, so "
            "there is one as ever, and parallel chains run one after the other",
            label="passed over",
            related=[started.location.labelled("JAX looks for its devices here")],
            repair=_repair(context, call, frame, started),
            by_hand="Ask for the devices at the top of the program, below the imports",
        )


_SETTING = ("numpyro.set_host_device_count", "numpyro.util.set_host_device_count")
_STARTING = frozenset(
    {"jax.devices", "jax.local_devices", "jax.device_count", "jax.local_device_count",
     "jax.default_backend", "jax.device_put", "numpyro.infer.MCMC"}
)  # fmt: skip
_PACKAGES = ("jax.numpy.", "jax.random.")
# Functions of these packages that make no array.
_IDLE = frozenset(
    f"jax.numpy.{name}"
    for name in ("dtype", "finfo", "get_printoptions", "iinfo", "issubdtype", "printoptions",
                 "promote_types", "result_type", "set_printoptions", "shape", "vectorize")
)  # fmt: skip


def _starter(context: Context, call: Call, frame: Frame) -> BoundExpr | None:
    """Return the call that surely made JAX look for its devices before another, if there is one."""
    for late in (*calls_to(frame), BoundExpr(call, frame)):
        for each in _before(context, late):
            if _is_called(context, each, late.frame, _SETTING):
                return None
            for value in context.program.evaluator.values(each.func, late.frame):
                if isinstance(value, External) and _starts(value.name):
                    return BoundExpr(each, late.frame)
    return None


def _before(context: Context, late: BoundExpr) -> Iterator[Call]:
    """Yield the calls that the code of a scope surely makes before one of its expressions."""
    scope = late.frame.scope
    statement = statement_of(late.expr.start, scope)
    if statement is None or scope is not scope.enclosing_scope:
        return
    around = {*enclosing(statement, scope)}
    for call in context.program.index.calls_in(scope):
        if call.start >= statement.start:
            return
        own = statement_of(call.start, scope)
        if own is not None and all(
            isinstance(outer, With) or (outer in around and _same_arm(outer, own, statement))
            for outer in enclosing(own, scope)
        ):
            yield call


def _same_arm(outer: Statement, one: Statement, other: Statement) -> bool:
    """Tell whether two statements stand in one block of a compound statement."""
    return any(
        block[0].start <= one.start and other.start < block[-1].end
        for block in blocks(outer)
        if block and one.start < block[-1].end
    )


def _is_called(context: Context, call: Call, frame: Frame, names: tuple[str, ...]) -> bool:
    values = context.program.evaluator.values(call.func, frame)
    return bool(values) and all(isinstance(v, External) and v.name in names for v in values)


def _starts(name: str) -> bool:
    return name in _STARTING or (name.startswith(_PACKAGES) and name not in _IDLE)


def _sets_flags(module: ModuleFacts) -> bool:
    """Tell whether a module sets the flags of XLA, which hold the number of devices, itself."""
    written = [argument.value for call in module.calls for argument in call.arguments]
    written += [store.target for store in module.stores]
    return any(
        isinstance(part, Constant) and part.value == "XLA_FLAGS"
        for expr in written
        for part in walk(expr)
    )


def _repair(context: Context, call: Call, frame: Frame, started: BoundExpr) -> Repair:
    scope = frame.scope
    statement = statement_of(call.start, scope)
    first = statement_of(started.expr.start, scope) if started.frame is frame else None
    if scope.parent is not None or first is None or not isinstance(statement, ExprStmt):
        return Repair.none("the two are no statements of one module's own code")
    body = body_of(scope)
    if statement not in body or first not in body or scope.module.has_cells:
        return Repair.none("one of them stands in a block or in a cell of its own")
    if not all(isinstance(each.value, Constant) for each in call.arguments):
        return Repair.none("the number of devices is computed")
    if _imported_later(call, scope.module, first):
        return Repair.none("it is imported below")
    deletion = delete_statement(context.fix_context, statement, scope)
    if not deletion:
        return Repair.none("it shares its line with others")
    written = context.written(frame.locate(call))
    newline = context.fix_context.layout(scope.module).source.newline
    above = scope.module.locate(first).before(f"{written}{newline}")
    title = f"Move it above `{short_source(started.expr)}`"
    return Repair.unsafe(title, *deletion, above)


def _imported_later(call: Call, module: ModuleFacts, first: Statement) -> bool:
    names = {each.id for each in walk(call.func) if isinstance(each, Name)}
    return any(each.bound in names and each.start > first.start for each in module.imports)
