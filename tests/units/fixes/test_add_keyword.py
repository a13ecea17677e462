"""A new argument stands where a careful colleague would write it."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

STEPS = "num_steps=5"
NEW = "trajectory_length=None"
CALLS = {
    "one line": (f"HMC(model, {STEPS})", f"HMC(model, {STEPS}, {NEW})"),
    "a comma behind": (f"HMC(model, {STEPS},)", f"HMC(model, {STEPS}, {NEW},)"),
    "a line for each": (
        f"HMC(\n    model,\n    {STEPS},\n)",
        f"HMC(\n    model,\n    {STEPS},\n    {NEW},\n)",
    ),
    "a line for each, and a comment": (
        f"HMC(\n    model,\n    {STEPS},  # few\n)",
        f"HMC(\n    model,\n    {STEPS},  # few\n    {NEW},\n)",
    ),
    "a line for each, no comma behind": (
        f"HMC(\n    model,\n    {STEPS}  # few, all\n)",
        f"HMC(\n    model,\n    {STEPS},  # few, all\n    {NEW}\n)",
    ),
    "the bracket behind": (
        f"HMC(model,\n    {STEPS})",
        f"HMC(model,\n    {STEPS},\n    {NEW})",
    ),
    "a comma and the bracket behind": (
        f"HMC(model,\n    {STEPS},)",
        f"HMC(model,\n    {STEPS},\n    {NEW},)",
    ),
    "one line within": (
        f"HMC(\n    model, {STEPS}\n)",
        f"HMC(\n    model, {STEPS}, {NEW}\n)",
    ),
    "one line within, and a comment": (
        f"HMC(\n    model, {STEPS}  # few\n)",
        f"HMC(\n    model, {STEPS},  # few\n    {NEW}\n)",
    ),
    "what is commented out": (
        f"HMC(\n    model,\n    {STEPS},\n    # step_size=1,\n)",
        f"HMC(\n    model,\n    {STEPS},\n    {NEW},\n    # step_size=1,\n)",
    ),
    "a parenthesis around the value": (
        "HMC(\n    model,\n    num_steps=(\n        5\n    ),\n)",
        f"HMC(\n    model,\n    num_steps=(\n        5\n    ),\n    {NEW},\n)",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("how", CALLS)
def test_an_argument_is_added(how: str, newline: str) -> None:
    before, after = CALLS[how]
    first, *rest = before.split("\n")
    marked = "\n".join([f"kernel = {first}  # NPL410", *rest])
    check("NPL410", marked, f"kernel = {after}", unsafe=True, newline=newline)
