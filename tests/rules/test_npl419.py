"""NPL419: what handlers cannot be given."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


@pytest.mark.parametrize(
    ("handler", "value", "keyword"),
    [("scale", "0.5", "scale"), ("mask", "False", "mask"), ("seed", "0", "rng_seed"),
     ("seed", "key", "rng_seed"), ("condition", '{"a": 1.0}', "data"),
     ("substitute", '{"a": 1.0}', "data"), ("do", '{"a": 1.0}', "data"),
     ("reparam", '{"a": None}', "config"), ("lift", '{"a": None}', "prior"),
     ("scope", '"a"', "prefix"), ("block", '["a"]', "hide")],
)  # fmt: skip
def test_what_stands_in_the_place_of_the_function(handler: str, value: str, keyword: str) -> None:
    check(
        "NPL419",
        f"handlers.{handler}({value})  # NPL419 `{value}`: `{handler}` raises an error…\n",
        f"handlers.{handler}({keyword}={value})\n",
        unsafe=True,
    )


@pytest.mark.parametrize("call", ["handlers.trace(3)", "handlers.scale(0.5, scale=0.5)",
                                  "handlers.scale(fn=0.5, scale=1.0)"])  # fmt: skip
def test_what_is_meant_is_not_known(call: str) -> None:
    text = f"{call}  # NPL419\n"
    check("NPL419", text, text, unsafe=True, help="…cannot tell what is meant…")


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        ("condition", "…`ValueError`: it is not given `data` or `condition_fn`"),
        ("substitute", "…`ValueError`: it is not given `data` or `substitute_fn`"),
        ("reparam", "…without a message: it is not given `config`"),
        ("replay", "…without a message: it is not given `trace`"),
    ],
)
@pytest.mark.parametrize("given", ["model", ""])
def test_handlers_without_what_they_need(handler: str, message: str, given: str) -> None:
    check("NPL419", f"def model(): pass\nhandlers.{handler}({given})  # NPL419: {message}\n")


@pytest.mark.parametrize("number", ["0", "-1.0"])
def test_scales_that_are_not_positive(number: str) -> None:
    check("NPL419", f"handlers.scale(scale={number})  # NPL419: …{number} is no positive scale\n")


@pytest.mark.parametrize(
    ("drawn", "with_", "message"),
    [
        ("dist.Normal(), obs=jnp.ones(3)", "LocScaleReparam(0)", "…'a' is observed, not latent"),
        ("dist.Normal(), obs=jnp.ones(3)", "CircularReparam()", "…'a' is observed, not latent"),
        ("dist.Gamma(1.0).expand([2])", "LocScaleReparam()", "…'a' (`Gamma`) are not all real…"),
        ("dist.Normal().to_event()", "TransformReparam()", "…'a' (`Normal`) is no `Transformed…"),
    ],
)
def test_sites_that_a_reparametriser_refuses(drawn: str, with_: str, message: str) -> None:
    check(
        "NPL419",
        f"""
        from numpyro.infer.reparam import CircularReparam, LocScaleReparam, TransformReparam
        def model():
            numpyro.sample("a", {drawn})
        NUTS(handlers.reparam(model, config={{"a": {with_}}}))  # NPL419 `"a"`: {message}
        """,
    )


@pytest.mark.parametrize(
    ("drawn", "with_"),
    [("dist.Normal(), obs=y", "LocScaleReparam(0)"), ("dist.LogNormal()", "TransformReparam()"),
     ("dist.StudentT(3.0)", "LocScaleReparam(0, ('df',))"), ("unknown", "LocScaleReparam()"),
     ("unknown", "TransformReparam()"), ("dist.Gamma(1.0)", "Mine()")],
)  # fmt: skip
def test_sites_that_it_may_take(drawn: str, with_: str) -> None:
    check(
        "NPL419",
        f"""
        from numpyro.infer.reparam import LocScaleReparam, TransformReparam
        class Mine: pass
        def model(y=None):
            numpyro.sample("a", {drawn})
        NUTS(handlers.reparam(model, config={{"a": {with_}, "b": LocScaleReparam()}}))
        """,
    )


def test_functions_and_what_may_be_some() -> None:
    check(
        "NPL419",
        """
        def around(model, settings):
            handlers.scale(model, 0.5), handlers.condition(model, **settings)
            handlers.scale(scale=settings["scale"]), handlers.block(), handlers.lift(model)
            return handlers.seed(model if settings else None, 0)
        """,
    )


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL419",
        """
        import pytest
        with pytest.raises(ValueError):
            handlers.scale(0.5)
        """,
    )
