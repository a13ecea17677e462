"""Prints what NumPyro records of the models in the files that it is given, as JSON."""

import json
import re
import runpy
import sys

import jax
import jax.numpy as jnp
from numpyro import handlers
from numpyro.infer.inspect import get_model_relations


def support(constraint):
    while type(constraint).__name__ in ("_IndependentConstraint", "independent"):
        constraint = constraint.base_constraint
    words = re.findall("[A-Z][a-z]*", type(constraint).__name__)
    return sorted(word.lower() for word in words)


def recorded(model, arguments):
    with handlers.seed(rng_seed=0):
        trace = handlers.trace(model).get_trace(**arguments)
    sites = []
    for name, site in trace.items():
        if site["type"] == "prng_key":
            continue
        told = {"name": name, "type": site["type"]}
        told["plates"] = [frame.name for frame in site.get("cond_indep_stack", ())]
        if site["type"] == "sample":
            told["batch_shape"] = list(site["fn"].batch_shape)
            told["event_shape"] = list(site["fn"].event_shape)
            told["is_observed"] = site["is_observed"]
            told["support"] = support(site["fn"].support)
        sites.append(told)
    relations = get_model_relations(model, model_kwargs=arguments)
    return {"sites": sites, "relations": relations}


found = {}
for path in sys.argv[1:]:
    module = runpy.run_path(path)
    for name, arguments in module["ARGUMENTS"].items():
        first, _, rest = name.partition(".")
        model = getattr(module[first](), rest) if rest else module[first]
        found[name] = recorded(model, arguments)
print(json.dumps(found, default=lambda value: jnp.asarray(value).tolist()))
assert jax.device_count() >= 1
