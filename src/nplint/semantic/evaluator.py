"""The evaluator: it follows names, attributes and calls through the project to their values.

Nothing is computed: a value is the place that makes it. All alternatives are returned (of
branches, of several callers); where nothing is seen the value is ``Unknown``.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from nplint.facts import expressions as ex
from nplint.facts.scopes import Binding, Function
from nplint.facts.statements import Assign, Block, Return, blocks
from nplint.semantic.alternatives import distinct, together
from nplint.semantic.binding import bind_arguments
from nplint.semantic.capture import captured
from nplint.semantic.classes import Objects
from nplint.semantic.constant_folding import fold
from nplint.semantic.containers import Containers
from nplint.semantic.decisions import Decisions
from nplint.semantic.externals import CACHES, Externals, Library
from nplint.semantic.formatted_strings import formatted
from nplint.semantic.frames import Frames
from nplint.semantic.imports import Imports
from nplint.semantic.index import ProgramIndex
from nplint.semantic.modules import ModuleTable
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    UNKNOWN,
    BoundExpr,
    CallResult,
    ClassValue,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Literal,
    MethodResult,
    ModuleValue,
    OperatorResult,
    Record,
    Unknown,
    Value,
    Values,
)

# Calls that are followed one inside the other.
_DEEPEST_CALL = 14
# Activations of one function, one inside the other: two show what recursion does.
_MOST_RECURSIONS = 2
# Frames of calls of one function, in all: there are countless paths through methods that call each
# other in several places. docs/performance.md says what programs need.
_MOST_CALLS = 1_500
# Evaluations that wait for one another: objects that make objects of their own kind never end.
_DEEPEST = 300
# Alternatives of one expression.
_MOST_VALUES = 24
# Frames of traces that hold values. Rules look at one trace after the other, so those of the last
# few are enough; docs/performance.md says how many frames programs have.
_MOST_FILLED = 1_000


class Evaluator(Frames):
    """Follows values through the modules of a program.

    Parameters
    ----------
    table, index
        The modules, and their calls and reads by name.
    libraries
        The knowledge of packages outside of the project, by their names.
    """

    def __init__(
        self,
        table: ModuleTable,
        index: ProgramIndex,
        libraries: Mapping[str, Library] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self.table = table
        self.index = index
        self.containers = Containers(self)
        self.decisions = Decisions(self)
        self.objects = Objects(self)
        self.imports = Imports(self)
        self.externals = Externals(self, libraries)
        # The frames of traces that hold values, in the order in which they came to.
        self._filled: deque[Frame] = deque()
        self._imported: dict[tuple[Frame, str], Values] = {}
        self._depth = 0
        self._augments: dict[Binding, ex.Operation] = {}
        self._made_calls: dict[tuple[ex.Expr, ex.Call], ex.Call] = {}
        self._returns: dict[Function, tuple[Return, ...]] = {}
        self._frames: Counter[Function] = Counter()
        self._handlers: dict[type, Callable[..., Values]] = {
            ex.Name: self._name,
            ex.Attribute: self._attribute,
            ex.Call: self._call,
            ex.ListDisplay: lambda expr, frame: (Container(expr, frame),),
            ex.DictDisplay: lambda expr, frame: (Container(expr, frame),),
            ex.Comprehension: lambda expr, frame: (Container(expr, frame),),
            ex.Lambda: lambda expr, frame: (FunctionValue(expr.function, frame),),
            ex.Subscript: self._subscript,
            ex.Conditional: self._conditional,
            ex.Operation: self._operation,
            ex.EntryOf: lambda expr, frame: self.containers.entry_of(expr, frame),
            ex.FString: lambda expr, frame: formatted(self, expr, frame),
            ex.Walrus: lambda expr, frame: self.values(expr.value, frame),
        }

    # -- evaluating ------------------------------------------------------------------------

    def values(self, expr: ex.Expr, frame: Frame) -> Values:
        """Return the values that ``expr`` may evaluate to in ``frame``."""
        if isinstance(expr, ex.Constant):
            return (Literal(expr.value),)
        here = frame.values
        known = here.get(expr)
        if known is not None:
            return known
        handler = self._handlers.get(type(expr))
        if handler is None or self._depth >= _DEEPEST:
            return (UNKNOWN,)
        if frame.in_trace and not here:
            self._note_filled(frame)
        here[expr] = ()  # an expression that is made from itself adds nothing to itself
        self._depth += 1
        found = handler(expr, frame)
        self._depth -= 1
        if len(found) > 1:
            found = distinct(found)[:_MOST_VALUES]
        if frame.in_trace:
            found = captured(found, expr, frame)
        here[expr] = found
        return found

    def _note_filled(self, frame: Frame) -> None:
        """Note that a frame of a trace gets values, and empty those that had theirs first."""
        self._filled.append(frame)
        if len(self._filled) > _MOST_FILLED and not self._depth:
            for _ in range(_MOST_FILLED // 2):
                self._filled.popleft().values.clear()

    def values_of(self, bound: BoundExpr) -> Values:
        """Return the values that a bound expression may evaluate to."""
        found = self.values(bound.expr, bound.frame)
        return self.containers.unpack(found, bound.path) if bound.path else found

    def literals(self, expr: ex.Expr, frame: Frame) -> list[object] | None:
        """Return the constants that ``expr`` may be, None where it may be something else."""
        if isinstance(expr, ex.Constant):
            return [expr.value]
        found = self.values(expr, frame)
        if found and all(isinstance(value, Literal) for value in found):
            return [value.value for value in found if isinstance(value, Literal)]
        return None

    def call_frame(self, target: FunctionValue, call: ex.Call, caller: Frame) -> Frame | None:
        """Return the frame in which a call runs the function; None where it is one of too many."""
        function = target.function
        if caller.depth >= _DEEPEST_CALL or _recurs(function, caller):
            return None
        key = ("call", function, target.closure, id(target.receiver), call, caller)
        if self._frames[function] >= _MOST_CALLS and key not in self._kept:
            return None

        def make() -> Frame:
            self._frames[function] += 1
            arguments, all_seen = bind_arguments(self, target, call, caller)
            frame = self.function_frame(target, arguments, caller)
            frame.called = BoundExpr(call, caller)
            frame.open = not all_seen
            return frame

        return self.keep(key, make)

    def made_call(self, func: ex.Expr, given: tuple[ex.Expr, ...], at: ex.Call) -> ex.Call:
        """Return the call that an external function makes of one it is given, at a call of it."""
        if (func, at) not in self._made_calls:
            arguments = tuple([ex.Argument(each.start, each.end, None, "", each) for each in given])
            self._made_calls[func, at] = ex.Call(at.start, at.end, func, arguments, at.scope)
        return self._made_calls[func, at]

    # -- names -----------------------------------------------------------------------------

    def _name(self, expr: ex.Name, frame: Frame) -> Values:
        owner, place = self.find_name(expr.id, expr.start, frame)
        if owner is not None:
            return self.bound(expr.id, owner, place)
        starred = self.imports.starred(expr.id, frame.module, set())
        if starred:
            return starred
        return self.externals.named(f"builtins.{expr.id}")

    def find_name(self, name: str, start: int, frame: Frame) -> tuple[Frame | None, int | None]:
        """Return the frame that holds a name read at ``start``, and the place to look it up at."""
        place: int | None = start
        current: Frame | None = frame
        while current is not None:
            scope = current.scope
            if scope.outer_names.get(name) == "global":
                current = self.module_frame(current.module)
                return (current if name in current.scope.bindings else None), None
            skipped = scope.kind == "class" and current is not frame
            if not skipped and name in scope.bindings and name not in scope.outer_names:
                return current, place
            if scope.kind != "comprehension":
                place = None
            current = current.parent
        return None, None

    def bound(self, name: str, frame: Frame, place: int | None) -> Values:
        """Return the values of a name of a frame's own scope at a place in it."""
        bindings = frame.scope.bindings[name]
        if place is not None or bindings[-1].kind != "import":
            reached = reaching_definitions(bindings, place)
            if len(reached) > 1:
                reached = self.decisions.among(reached, frame)
            return together([self.binding(binding, frame) for binding in reached])
        # Most names are imported, and are read all over the module.
        found = self._imported.get((frame, name))
        if not found:
            reached = reaching_definitions(bindings, place)
            found = together([self.binding(binding, frame) for binding in reached])
            self._imported[frame, name] = found
        return found

    def binding(self, binding: Binding, frame: Frame) -> Values:
        """Return the values that one binding gives its name."""
        if binding.kind == "assign" and binding.value is not None:
            return self.values_of(BoundExpr(binding.value, frame, binding.path))
        if binding.kind == "parameter" and binding.parameter is not None:
            return self._parameter(binding.parameter.name, frame)
        if binding.kind == "function" and binding.function is not None:
            return (self.function(binding.function, frame),)
        if binding.kind == "class" and binding.definition is not None:
            return (ClassValue(binding.definition, frame),)
        if binding.kind == "import" and binding.imported is not None:
            return self.imports.imported(binding.imported, frame.module)
        if binding.kind == "augment" and binding.value is not None:
            augmented = self._augmented(binding, binding.value)
            joined = self.containers.among(augmented.operands, frame)
            return joined or (OperatorResult(augmented, frame),)
        if binding.kind == "loop" and binding.value is not None:
            source = self.values(binding.value, self.loop_frame(binding, frame))
            elements = self.containers.elements(source)
            return self.containers.unpack(elements, binding.path)
        return (UNKNOWN,)

    def _augmented(self, binding: Binding, value: ex.Expr) -> ex.Operation:
        """Return the ``a + b`` that ``a += b`` assigns."""
        statement = binding.statement
        if binding not in self._augments:
            assert isinstance(statement, Assign)
            operands = (statement.targets[0], value)
            self._augments[binding] = ex.Operation(
                statement.start, statement.end, statement.operator, operands
            )
        return self._augments[binding]

    def function(self, function: Function, closure: Frame) -> FunctionValue:
        """Return the value that a definition binds to a function's name, decorators included."""
        if not function.decorators:
            return FunctionValue(function, closure)
        cached = False
        wrappers: list[CallResult] = []
        for decorator in reversed(function.decorators):
            for value in self.values(decorator, closure):
                if isinstance(value, External):
                    bare = ex.Call(decorator.start, decorator.end, decorator, (), closure.scope)
                    value = CallResult(value.name, bare, closure)
                if isinstance(value, CallResult):
                    cached = cached or value.name in CACHES
                    if self.externals.wraps(value.name):
                        wrappers.append(value)
        return FunctionValue(function, closure, cached=cached, wrappers=tuple(wrappers))

    def decorator_names(self, function: Function, closure: Frame) -> set[str]:
        """Return the dotted names of a function's external decorators, called or not."""
        names = set()
        for decorator in function.decorators:
            for value in self.values(decorator, closure):
                if isinstance(value, (External, CallResult)):
                    names.add(value.name)
        return names

    def _parameter(self, name: str, frame: Frame) -> Values:
        function = frame.scope.function
        if function is None:
            return (UNKNOWN,)
        given = frame.arguments.get(name)
        if given:
            return together([self.values_of(each) for each in given])
        if function.owner is not None and name == self.objects.receiver_name(function):
            return (self.objects.receiver(function, frame),)
        parameter = function.parameter(name)
        if parameter is None or parameter.default is None or frame.parent is None:
            return (UNKNOWN,)
        found = self.values(parameter.default, frame.parent)
        # A default that stands for nothing says nothing of what callers out of sight give.
        is_uncalled = frame.called is None and frame.trace is None
        return (*found, UNKNOWN) if frame.open or (is_uncalled and _is_nothing(found)) else found

    # -- attributes, subscripts, operators -------------------------------------------------

    def _attribute(self, expr: ex.Attribute, frame: Frame) -> Values:
        owners = self.values(expr.value, frame)
        return together([self.attribute(owner, expr.attr, frame) for owner in owners])

    def attribute(self, owner: Value, attr: str, frame: Frame) -> Values:
        """Return the values that ``owner.attr`` may have, read in ``frame``."""
        match owner:
            case External(name=name):
                return self.externals.named(f"{name}.{attr}")
            case ModuleValue(facts=facts):
                return self.imports.module_attribute(facts, attr)
            case ClassValue():
                return self.objects.class_attribute(owner, attr, None)
            case Instance():
                return self.objects.attribute(owner, attr, frame)
            case CallResult():
                return self.externals.attribute(owner, attr)
            case MethodResult() | Container() | ExternalAttribute():
                return (ExternalAttribute(owner, attr),)
            case OperatorResult() | Element():
                return (ExternalAttribute(owner, attr),)
            case FunctionValue(wrappers=(*_, outermost)):
                # A wrapped function is an object of its wrapper's: ``trace(model).get_trace``.
                return (ExternalAttribute(outermost, attr),)
        return (UNKNOWN,)

    def _subscript(self, expr: ex.Subscript, frame: Frame) -> Values:
        if isinstance(expr.index, ex.Opaque):  # a slice
            return (OperatorResult(expr, frame),)
        found: list[Value] = []
        keys = self.literals(expr.index, frame)
        for owner in self.values(expr.value, frame):
            found += self.containers.item(owner, keys)
        found += self.containers.stored_items(expr, keys, frame)
        seen = tuple([value for value in found if not isinstance(value, Unknown)])
        return seen if seen and len(seen) == len(found) else (*seen, OperatorResult(expr, frame))

    def _conditional(self, expr: ex.Conditional, frame: Frame) -> Values:
        taken = self.decisions.truth(expr.test, frame)
        if taken is not None:
            return self.values(expr.body if taken else expr.orelse, frame)
        return self.values(expr.body, frame) + self.values(expr.orelse, frame)

    def _operation(self, expr: ex.Operation, frame: Frame) -> Values:
        if expr.operator in ("or", "and") and len(expr.operands) > 1:
            return together([self.values(operand, frame) for operand in expr.operands])
        if expr.operator in ("|", "+"):
            joined = self.containers.among(expr.operands, frame)
            if joined:
                return joined
        operands = [self.literals(operand, frame) for operand in expr.operands]
        folded = fold(expr.operator, operands)
        return (Literal(folded[0]),) if folded else (OperatorResult(expr, frame),)

    # -- calls -----------------------------------------------------------------------------

    def _call(self, expr: ex.Call, frame: Frame) -> Values:
        targets = self.values(expr.func, frame)
        return together([self.call(target, expr, frame) for target in targets])

    def call(self, target: Value, call: ex.Call, frame: Frame) -> Values:
        """Return the values that calling ``target`` may give."""
        match target:
            case FunctionValue():
                inner = self.call_frame(target, call, frame)
                if inner is None:
                    return (UNKNOWN,)
                found = self.returned(target.function, inner)
                return found if frame.in_trace else _returned_to(found, inner, call, frame)
            case External(name=name):
                return self.externals.call(name, call, frame)
            case ClassValue() | Record():
                return (Instance(target, call, frame),)
            case Instance(kind=ClassValue()):
                methods = self.objects.attribute(target, "__call__", frame)
                return tuple([v for method in methods for v in self.call(method, call, frame)])
            case ExternalAttribute(owner=owner, attr=attr):
                through = self.containers.method(owner, attr, call, frame)
                if through is not None:
                    return through
                return (MethodResult(owner, attr, call, frame),)
            case CallResult(name=name) if name in CACHES:
                return self.externals.cached(call, frame)
            case CallResult(name=name) if call.arguments and self.externals.wraps(name):
                return self.externals.wrapped(self.values(call.arguments[0].value, frame), target)
            case CallResult():
                return (MethodResult(target, "__call__", call, frame),)
        return (UNKNOWN,)

    def returned(self, function: Function, frame: Frame) -> Values:
        """Return the values that a function may return."""
        if function.generator:
            return (UNKNOWN,)
        return together([self.values(each, frame) for each in self.returns_of(function, frame)])

    def returns_of(self, function: Function, frame: Frame) -> list[ex.Expr]:
        """Return the expressions that a function may return in a frame of it."""
        if function not in self._returns:
            self._returns[function] = tuple(_returns(function.body))
        returns = self._returns[function]
        if len(returns) > 1:
            taken = [each for each in returns if not self.decisions.excludes(each, frame)]
            returns = tuple(taken) or returns
        return [each.value for each in returns if each.value is not None]

    def argument(self, call: ex.Call, position: int, keyword: str) -> ex.Expr | None:
        """Return the argument at a position or of a keyword; None where it is not written out."""
        positional = [a for a in call.arguments if a.keyword is None and a.star == ""]
        for argument in call.arguments:
            if argument.keyword == keyword:
                return argument.value
        if any(a.star == "*" for a in call.arguments[: position + 1]):
            return None
        return positional[position].value if position < len(positional) else None


def _returns(body: Block) -> Iterable[Return]:
    """Yield the statements that return a value."""
    for statement in body:
        if isinstance(statement, Return) and statement.value is not None:
            yield statement
        for block in blocks(statement):
            yield from _returns(block)


def _is_nothing(values: Values) -> bool:
    """Tell whether values are the None that stands for nothing given."""
    return all(isinstance(value, Literal) and value.value is None for value in values)


def _recurs(function: Function, caller: Frame) -> bool:
    """Tell whether a call in a frame would be one activation too many of a function."""
    count = 0
    frame: Frame | None = caller
    while frame is not None:
        count += frame.scope.function is function
        if count >= _MOST_RECURSIONS:
            return True
        frame = None if frame.called is None else frame.called.frame
    return False


def _returned_to(values: Values, inner: Frame, call: ex.Call, frame: Frame) -> Values:
    """Note the call of the function whose frame made some values: it decides how long they live."""
    return tuple(
        [
            replace(value, returned_to=BoundExpr(call, frame))
            if isinstance(value, CallResult)
            and (value.frame is inner or value.returned_to is not None)
            else value
            for value in values
        ]
    )
