"""Fields of records, and containers that code fills later."""

from __future__ import annotations

import pytest

from nplint.semantic.values import Container
from tests.helpers.linked import program
from tests.helpers.programs import check
from tests.rules.test_npl001 import shared

IMPORTS = "import attr, attrs, dataclasses, equinox, flax, pydantic\n"
PRIOR = "TruncatedNormal(0.0, 1.0, low=0.0)"


@pytest.mark.parametrize(
    "head, field",
    [
        ("@dataclasses.dataclass\nclass Study:", "dataclasses.field"),
        ("@attrs.define\nclass Study:", "attrs.field"),
        ("@attr.s\nclass Study:", "attr.ib"),
        ("class Study(equinox.Module):", "equinox.field"),
        ("class Study(pydantic.BaseModel):", "pydantic.Field"),
        ("@flax.struct.dataclass\nclass Study:", "flax.struct.field"),
    ],
)
def test_the_default_of_a_field(head: str, field: str) -> None:
    kept = f"{head}\n    prior: object = {field}(default=DEFAULT){{}}\nstudy = Study()"
    program = shared("MARKED", "numpyro.sample('a', study.prior)")
    text = kept.replace("DEFAULT", PRIOR).format("  # NPL001")
    check("NPL001", program.replace("MARKED  # NPL001", text))
    text = kept.replace("default=DEFAULT", f"metadata={PRIOR}").format("")
    check("NPL001", program.replace("MARKED  # NPL001", text))


@pytest.mark.parametrize(
    "later, grows",
    [
        ("kept.update(a)", True),
        ("kept.setdefault(a, 1)", True),
        ("kept.append(a)", True),
        ("kept.extend(a)", True),
        ("kept.insert(0, a)", True),
        ("kept.add(a)", True),
        ("kept[a] = 1", True),
        ("kept.count(a)", False),
        ("kept.pop(a)", False),
        ("other.append(a)", False),
        ("kept[a]", False),
    ],
)
def test_a_container_that_grows(later: str, grows: bool) -> None:
    linked = program(f"kept = [1]\ndef f(a):\n    {later}\n")
    (module,) = linked.modules
    value = module.scope.bindings["kept"][0].value
    assert value is not None
    (found,) = linked.evaluator.values(value, linked.evaluator.module_frame(module))
    assert isinstance(found, Container)
    assert linked.evaluator.containers.may_grow(found) is grows
