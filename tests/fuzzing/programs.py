"""A grammar of programs that use NumPyro, and of all that Python has around it.

A rule of the grammar is a text with gaps such as ``$e`` for what another rule gives. Programs are
drawn from a source of randomness: hypothesis's, which can make them smaller, or Python's own.
They are meant to be read, not to be sensible.
"""

from __future__ import annotations

import re
import sys
from random import Random

_GAP = re.compile(r"([ ]*)\$(\w)")
_DEEPEST = 5

_HEADS = ("", "", '"""About ( this\n\nmodel."""', "'one line'; x = 1", "#!/usr/bin/env python\n# a")
_IMPORTS = (
    ("import numpyro", "import numpyro, jax", "import numpyro; import jax"),
    (
        "import numpyro.distributions as dist",
        "from numpyro import distributions as dist",
        "import numpyro.distributions as dist, numpyro.handlers",
    ),
    (
        "from numpyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO, HMC",
        "from numpyro.infer import (  # many\n    MCMC, NUTS,\n    SVI, Trace_ELBO,\n"
        "    Predictive, HMC,\n)",
        "from numpyro.infer import *",
        "try:\n    from numpyro.infer import MCMC, NUTS, SVI, Trace_ELBO, Predictive, HMC\n"
        "except ImportError: raise",
    ),
    ("import jax\nimport jax.numpy as jnp", "from jax import random, numpy as jnp"),
    ("import numpy as np, jax", "from jax import random\nimport jax"),
    ("from functools import lru_cache, partial",),
)
_IMPORTS_OF_OTHERS = ("from $o import *", "import $o as o", "from $o import x, y as z")

# What a module holds: ``$q`` is a new name, by which ``$r`` finds it later.
_PRIORS = (
    "$q = $d",
    "$q = [$d, $d]",
    "$q = {'a': $d, \"b\": $d}",
    "$q, other = $d, $e  # two",
    "def $q(): return $d",
    "@lru_cache(maxsize=None)\ndef $q(a=1):\n    return $d",
    "class $q:\n    held = $d\n\n    def __init__(self, d=$d):\n        self.d = d; self.e = $d",
    "$q = partial(dist.Normal, $e)",
    "if $e:\n    $q = $d\nelse: $q = None",
    "for i in range(3):\n    $q = $d",
)
_MODELS = (
    *(
        f"{decorator}def $w({arguments}):\n{doc}    $b"
        for decorator in ("", "", "@jax.jit\n", "@partial(jax.jit, static_argnums=0)\n")
        for arguments in ("x, y=None", "", "*args, **kw", "x, prior=$d", "x, /, *, y: 'int' = $e")
        for doc in ("", '    """Doc."""\n')
    ),
    "async def $w(x, y):\n    $b",
    "class Kept:\n    def $w(self, x, y=$d):\n        $b\n        $b",
    "@numpyro.handlers.reparam(config={})\n@$e.x[0](1)\ndef $w(x):\n    $b",
    "def made():\n    prior = $d\n    def $w(y):\n        $b\n    return $w\n$w = made()",
    "$w = lambda x: numpyro.sample('a', $d)",
)
_RUNS = (
    "mcmc = MCMC(NUTS($m), num_warmup=1, num_samples=1$c)\nmcmc.run($k, $e)",
    "mcmc = MCMC(HMC($m, num_steps=3), 500, 1000$c); mcmc.run($k)",
    "kernel = NUTS(\n    $m,\n)\nmcmc = MCMC(kernel, num_warmup=1, num_samples=1$c)\nmcmc.run($k)",
    "svi = SVI($m, $m, numpyro.optim.Adam(0.1), Trace_ELBO())\nresult = svi.run($k, 10)",
    "guide = numpyro.infer.autoguide.AutoNormal($m)\n"
    "SVI($m, guide, numpyro.optim.Adam(1e-3), Trace_ELBO()).run($k, 1)",
    "Predictive($m, num_samples=3)($k)",
    "Predictive($m, guide=$m, params=result.params, num_samples=1)($k)",
    "def fit(model=($m), chains=2):\n"
    "    mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=chains)\n"
    "    mcmc.run($k)\n    return mcmc\n\n\nfit()",
    "with numpyro.handlers.seed(rng_seed=0), numpyro.handlers.trace() as tr: $m(1)",
    "numpyro.handlers.seed($m, $k)(x)\nPredictive(numpyro.handlers.seed($m, 0), num_samples=1)($k)",
    "samples = jax.vmap(lambda k: dist.Normal(0, 1).sample(k))(jax.random.split($k, 3))\n"
    "jax.random.normal($k); jax.random.uniform($k)",
    "numpyro.handlers.substitute($m, {'a': 1}); numpyro.handlers.condition($m, data={'y': $e})",
    "guide.sample_posterior($k, params, (10,)); guide.sample_posterior($k, result.params, (3,))",
    "jax.tree_map(lambda x: x, $e); jnp.clip(x, a_min=0, a_max=1); numpyro.compat.x",
)

# What a model does.
_EFFECTS = (
    "$n = numpyro.sample('$n', $r$o)",
    '$n = numpyro.sample("$n", $d$o)',
    '$n = numpyro.sample(\n    "$n",\n    $r$o,  # noqa: NPL002\n)',
    "numpyro.sample(f'$n{$v}', $d$o)",
    "numpyro.deterministic('$n', $e)",
    "numpyro.factor('$n', $d.log_prob(y).sum())",
    "numpyro.factor('$n', jnp.sum($e))",
    "numpyro.param('$n', $e, constraint=dist.constraints.positive)",
    "$d.log_prob($e)",
    "x.at[$e].set($e)",
    "seen.append($n); self.kept = $n; data['k'] = $n; data.update(k=$n)",
    "if $n == jnp.nan: $n = $d.sample(jax.random.PRNGKey(0))",
    "noise = np.random.normal(); $v = jax.random.normal(jax.random.PRNGKey(1)); $n = noise",
    "with numpyro.plate('$n', len(y)) as i, numpyro.handlers.scale(scale=2.0):\n    $b",
    "with numpyro.plate('$n', 3):\n    $b\n    $s",
    "for i in range(3):\n    $b",
    "if $e:\n    $b\nelse:\n    $b",
    "try:\n    $b\nexcept ValueError:\n    pass",
    "def inner(carry, x):\n    $b\n    return carry, $n\nscan(inner, 0, x)",
    "return $n",
    "$m($e)",
)

# What else Python has, by the Python that has it first. libcst takes all of it.
_STATEMENTS: dict[tuple[int, int], tuple[str, ...]] = {
    (3, 10): (
        "match $e:\n    case [1, 'x', -1.5, None, *_] if $e: $s\n    case {'k': $v, **rest}: $s\n"
        "    case Point(x=0, y=(1 | 2) as $v): pass\n    case a.b | 'c': pass\n"
        "    case _:\n        $s",
        "match *$v, $e:\n    case $v: $s",
        "with (open($e) as $v, $e as b,):\n    $s",
        "if ($v := $e) and ($v > 1): $s",
        "[$v := $e, $v ** 2, *(y := [$e])]",
        "while $v := $e:\n    $s\nelse: $s",
        "@(lambda f: f)\n@$e.x[0](1)\n"
        "def decorated(a, /, b: int = $e, *c: $v, d=$e, **k) -> $v: $s",
        "async def go():\n    async with $e as $v, b: $s\n"
        "    async for i, (j, *k) in await $e: await i\n"
        "    else: return [x async for x in ($e) if await x]\n    $s",
        "class Held($v, metaclass=M, **kw):\n    '''Has ( in it.'''\n    x: int\n"
        "    y: int = $e; z = $e\n    def m(self): self.a, self.b[0] = $e, 2; del self.a; $s",
        "try: raise $e from $v\nexcept (A, B) as $v: $s\nelse: ...\nfinally:\n    $s",
        "for $v, *rest in $e, *$v:\n    $s\n    continue\nelse:\n    $s",
        "def inner():\n    global shared; shared = $e",
        "del $v, $v.a[$e]",
        "assert $e, ($v)",
        "$v = other = $e; $v += $e; $v @= $e",
        "$v: $v = $e",
        "x.y[$e:$v, ::2, ...] = $e; print($e, *$v, sep='', **{})",
        "lambda *a, k=($e, 2), **d: (a, k)",
        "{**$v, 'b': $e, **{}}; {*$v, ($e)}; (a for b in ($e) for d in e if $v)",
        "$v = $e \\\n  + $e \\\n  if $v else $e",
        "$v = f\"{$v!r:>{$v}} {{}} {f'{$v}'}\" rf'{$v}\\d' 'a' u\"é\" \"(\"",
        "$v = '''\n    def model(:\n  \\'''#' numpyro\n'''; $s",
        "$v = \"it's \\\" [{\"; $v = 'a\\\nb'; $s",
        "def gen():\n    $v = yield $e\n    return (yield from $e)",
        "if $e:\n    $s\nelif $v: $s\nelse:\n    pass; $s;",
    ),
    (3, 11): (
        "try: $s\nexcept* (A, B) as $v: $s",
        "$v[*$v, $e]\ndef starred(*args: *$v): $s",
    ),
    (3, 12): (
        "type $v[T: int, *Ts, **P] = list[T] | $e",
        "def generic[T: ($v, int)](x: T) -> T:\n    $s",
        "class Generic[T, *Ts](Base[T]):\n    $s",
        "$v = f'{$v['k']} {f'{f'{$e}'}'} {'\\n'.join($v)}'",
        "$v = f'''{\n    $e  # a comment (\n}'''",
    ),
    (3, 13): ("type $v[T = int, *Ts = *tuple[int]] = list[T]",),
    (3, 14): ("try: $s\nexcept A, B: $s", "$v = t'{$v!r:>{$v}} {$v['k']}'"),
}
_IN_LINE = (
    "pass",
    "$v = $e",
    "print($e)",
    "$v.append($e) ; pass",
    "...",
    "numpyro.sample('s', $d)",
)

_SUFFIXES = ("", "", "", ".to_event(1)", ".expand([3])", ".expand_by([2])", ".mask($v)")
_DISTRIBUTIONS = tuple(
    f"dist.{made}{suffix}"
    for suffix in _SUFFIXES
    for made in (
        "Normal($e, $p)", "HalfNormal($p)", "TruncatedNormal($e, $p, low=$e)", "Beta($p, $p)",
        "MultivariateNormal(jnp.zeros(2), jnp.eye(2))", "LKJCholesky(2, $p)", "Gamma($p, $p)",
        "Categorical(logits=$e)", "Categorical($e)", "Bernoulli(logits=$e)", "Bernoulli($p)",
        "Binomial(10, $p)", "Poisson($p)", "TruncatedNormal($e, $p)", "Uniform(0.0, $p)",
        "TransformedDistribution($d, dist.transforms.AffineTransform($e, $p))", "Delta($e)",
        "MixtureSameFamily(dist.Categorical($p), $d)", "StudentT($p, $e, $p)", "LogNormal($e)",
        "MultivariateNormal(jnp.zeros(2), $e)", "MultivariateNormal(0, scale_tril=$v)",
        "ImproperUniform(dist.constraints.real, (), ())", "Dirichlet($p)", "NoSuchThing($e)",
    )
)  # fmt: skip
_EXPRESSIONS = (
    "1", "0.5", "-2j", "0x_ff", "None", "...", "'a\"b('", "\"'#\"", "b'\\x00'", "$v", "$v", "$v",
    "($v + $p)", "f($v, k = $e, *a)", "$v.b.c[$p:, 1]", "[$v for $v in x if not y]",
    "(lambda a=1: $e)", "$v if $v else $p", "($e,)", "{$v: $p}", "jnp.where($v > 0, $e, jnp.nan)",
    "not $v is None", "(\n    $v  # comment )\n    @ x\n)", "f'{$v}'", "$d", "(yield)",
)  # fmt: skip
_NAMES = ("x", "y", "data", "é", "_tmp1", "key", "loc", "scale")


class _Writer:
    """Fills gaps until there are none."""

    def __init__(self, random: Random, newest: tuple[int, int], others: tuple[str, ...]) -> None:
        self._random = random
        self._depth = 0
        self._made: dict[str, list[str]] = {"q": [], "w": []}
        statements = [
            each for first, all_ in _STATEMENTS.items() if first <= newest for each in all_
        ]
        self._rules: dict[str, tuple[str, ...]] = {
            "b": (*_EFFECTS, "$a"),
            "a": tuple(statements),
            "s": _IN_LINE,
            "e": _EXPRESSIONS,
            "d": _DISTRIBUTIONS,
            "p": ("1.0", "0.5", "1e-3", "jnp.ones(3)", "scale", "-1", "jnp.exp(loc)"),
            "v": _NAMES,
            "n": ("a", "b", "y", "obs", "scale"),
            "k": ("jax.random.PRNGKey(0)", "jax.random.key(1)", "key", "random.split(key)[0]"),
            "c": (
                "",
                ", num_chains=2",
                ", num_chains=1",
                ", num_chains=N, chain_method='vectorized'",
            ),
            "o": ("", "", ", obs=y", ", y", ", obs=data", ", rng_key=key"),
        }
        self._shallow = {"b": "pass", "a": "pass", "s": "pass", "e": "x", "d": "dist.Normal()"}
        self._others = others

    def module(self) -> str:
        parts = [self._one(_HEADS), self._one(("", "from __future__ import annotations"))]
        imports = [self._one(each) for each in _IMPORTS]
        for other in self._others:
            imports.append(self._one(_IMPORTS_OF_OTHERS).replace("$o", other))
        self._random.shuffle(imports)
        parts += imports
        for _ in range(self._random.randint(2, 9)):
            rules = self._one_of((_PRIORS, _PRIORS, _MODELS, self._rules["a"]))
            parts += [self.filled(self._one(rules)), self._one(("", "", "\n", "# numpyro ("))]
        parts += [self.filled(self._one(_RUNS)) for _ in range(self._random.randint(0, 3))]
        return "\n".join(parts) + "\n"

    def filled(self, rule: str) -> str:
        """The rule's text; a block stands as far in as its gap does."""
        made = {kind: f"{kind}{len(known)}" for kind, known in self._made.items()}
        self._depth += 1
        text = _GAP.sub(lambda gap: self._fill(gap[1], gap[2], made), rule)
        self._depth -= 1
        return text

    def _fill(self, indent: str, gap: str, made: dict[str, str]) -> str:
        if gap in made:
            if made[gap] not in self._made[gap]:
                self._made[gap].append(made[gap])
            return indent + made[gap]
        if gap in "rm":
            known = self._made["q" if gap == "r" else "w"]
            text = self._one(tuple(known)) if known else "prior" if gap == "r" else "model"
            return indent + text
        if self._depth > _DEEPEST and gap in self._shallow:
            return indent + self._shallow[gap]
        count = self._random.randint(1, 5 if self._depth < 2 else 2) if gap == "b" else 1
        text = "\n".join(self.filled(self._one(self._rules[gap])) for _ in range(count))
        if gap == "b":
            return "\n".join(indent + line if line else line for line in text.split("\n"))
        return indent + text

    def _one(self, options: tuple[str, ...]) -> str:
        return options[self._random.randrange(len(options))]

    def _one_of(self, options: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
        return options[self._random.randrange(len(options))]


def program(random: Random, others: tuple[str, ...] = ()) -> str:
    r"""A module's text, with ``\n`` and four spaces, of the grammar of this Python or any.

    ``others`` are modules that it imports from.
    """
    newest = (3, 14) if random.randrange(3) == 0 else sys.version_info[:2]
    return _Writer(random, newest, others).module()
