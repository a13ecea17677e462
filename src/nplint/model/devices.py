"""The number of devices that a program has for its chains, as far as it says so itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from nplint.facts.expressions import (
    Attribute,
    Call,
    Constant,
    DictDisplay,
    Expr,
    Name,
    Subscript,
    terminal,
    walk,
)
from nplint.facts.scopes import ModuleFacts
from nplint.project.relevance import is_installed
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import Frame

_COUNT = "set_host_device_count"
# Settings whose value is a number of CPU devices, or holds one behind these words.
_COUNTS = frozenset({"XLA_FLAGS", "JAX_NUM_CPU_DEVICES", "jax_num_cpu_devices"})
_FORCED = re.compile(r"xla_force_host_platform_device_count=(\d+)")
# Settings that choose other devices than CPUs, unless their value is ``cpu``.
_PLATFORMS = frozenset(
    {"JAX_PLATFORMS", "JAX_PLATFORM_NAME", "jax_platforms", "jax_platform_name",
     "CUDA_VISIBLE_DEVICES"}
)  # fmt: skip
# Functions whose use shows that somebody else decides on the devices.
_ASKING = ("device_count", "local_device_count", "devices", "local_devices", "pmap", "shard_map")


class Devices:
    """Tells the number of devices on which a program runs its chains.

    JAX has one CPU device unless a program, or whoever starts it, asks for more, and NumPyro runs
    parallel chains one after the other where they are more than the devices:
    https://num.pyro.ai/en/stable/mcmc.html#numpyro.infer.mcmc.MCMC
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def number(self, frame: Frame) -> int | None:
        """Return the number of devices for what runs in a frame; None if others decide on it.

        They do where the program leaves it to a setting, and where no code of it is seen to call
        the function that the frame runs.
        """
        if self._asked:
            return None if None in self._asked else max(n for n in self._asked if n is not None)
        return 1 if _is_started_here(frame) else None

    @property
    def asked(self) -> int | None:
        """The number of devices that the program asks for.

        None if it asks for none, for several numbers, or if others decide.
        """
        numbers = {*self._asked}
        return numbers.pop() if len(numbers) == 1 else None

    @cached_property
    def _asked(self) -> list[int | None]:
        """The numbers of devices that the program asks for; None for one that is not known."""
        modules: Iterable[ModuleFacts] = self.evaluator.index.modules
        if not any(is_installed(module.path) for module in modules):
            modules = self.evaluator.table.reached_from(modules)
        return [number for module in modules for number in self._asked_by(module)]

    @cached_property
    def _counting(self) -> set[Call]:
        """The calls of ``set_host_device_count``, by whatever name."""
        return set(self.evaluator.index.calls_of(_COUNT))

    def _asked_by(self, module: ModuleFacts) -> Iterator[int | None]:
        for call in module.calls:
            name = terminal(call.func)
            values = [argument.value for argument in call.arguments]
            if values and (name == _COUNT or call in self._counting):
                yield self._number(values[0], call)
            elif name == "set_platform":
                yield from self._platform(values[0] if values else None)
            elif name in _ASKING and _is_of_jax(call):
                yield None
            for key, value in pairwise(values):
                yield from self._setting(key, value, call)
            for table in (value for value in values if isinstance(value, DictDisplay)):
                for entry, number in table.entries:
                    yield from self._setting(entry, number, call)
            for argument in call.arguments:  # ``environ.update(XLA_FLAGS=…)``
                if argument.keyword is not None:
                    yield from self._named(argument.keyword, argument.value, call)
        for store in module.stores:
            if isinstance(store.target, Subscript):
                yield from self._setting(store.target.index, store.value, None)
            elif isinstance(store.target, Attribute):
                yield from self._named(store.target.attr, store.value, None)

    def _setting(
        self, key: Expr | None, value: Expr | None, call: Call | None
    ) -> Iterator[int | None]:
        if isinstance(key, Constant) and isinstance(key.value, str):
            yield from self._named(key.value, value, call)

    def _named(self, name: str, value: Expr | None, call: Call | None) -> Iterator[int | None]:
        if name in _PLATFORMS:
            yield from self._platform(value)
        elif name in _COUNTS:
            texts = [text for each in _constants_in(value) if isinstance(text := each.value, str)]
            forced = [int(number) for text in texts for number in _FORCED.findall(text)]
            if forced:
                yield max(forced)
            elif name == "XLA_FLAGS":
                if any("device_count" in text for text in texts) or not texts:
                    yield None
            else:
                yield self._number(value, call)

    def _platform(self, value: Expr | None) -> Iterator[int | None]:
        if not (isinstance(value, Constant) and value.value in ("cpu", "")) and value is not None:
            yield None

    def _number(self, value: Expr | None, call: Call | None) -> int | None:
        literals: list[object] | None = None
        if isinstance(value, Constant):
            literals = [value.value]
        elif value is not None and call is not None:
            frame = self.evaluator.generic_frame(call.scope)
            literals = self.evaluator.literals(value, frame)
        only = literals[0] if literals and len(literals) == 1 else None
        if isinstance(only, str) and only.isdigit():
            return int(only)
        return only if isinstance(only, int) else None


def _is_started_here(frame: Frame) -> bool:
    """Tell whether a program is seen to get to a frame by itself, from the code of a module."""
    while frame.called is not None:
        frame = frame.called.frame
    return frame.scope.enclosing_scope.kind == "module"


def _is_of_jax(call: Call) -> bool:
    """Tell whether a function is spelled as one of JAX: ``jax.devices``, or a bare name."""
    func = call.func
    return isinstance(func, Name) or (
        isinstance(func, Attribute)
        and terminal(func.value) in ("jax", "xla_bridge", "experimental")
    )


def _constants_in(expr: Expr | None) -> Iterator[Constant]:
    return (each for each in walk(expr) if isinstance(each, Constant)) if expr else iter(())
