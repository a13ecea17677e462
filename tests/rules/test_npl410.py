"""NPL410: the number of steps of an HMC kernel that takes its length from elsewhere."""

from __future__ import annotations

from tests.helpers.programs import check


def test_steps_that_may_be_none_or_are_of_some_number() -> None:
    check(
        "NPL410",
        """
        HMC(model, num_steps=None if adaptive else 5)
        HMC(model, num_steps=5 if short else 10)  # NPL410: …is 2π/num_steps long…
        """,
    )


def test_one_kernel_in_a_function_called_twice() -> None:
    check(
        "NPL410",
        """
        def kernel(model):
            return HMC(model, num_steps=1)  # NPL410: …is 2π/1 = 6.3 long…
        kernel(first), kernel(second)
        """,
    )


def test_no_step_at_all() -> None:
    check(
        "NPL410",
        """
        HMC(model, num_steps=0)  # NPL410: …is 2π/0 long…
        """,
    )


def test_a_warning_that_is_waited_for() -> None:
    check(
        "NPL410",
        """
        import pytest
        with pytest.warns(UserWarning):
            HMC(model, num_steps=5)
        HMC(model, num_steps=5)  # NPL410
        """,
    )
