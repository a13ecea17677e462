"""Write the files of a new rule: ``python tools/new_rule.py NPL212 some-name``.

The rule finds a placeholder, a site that is called by its code, so that all tests about all rules
hold from the start. Replace it piece by piece: the fixture, the page, what is found.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "src" / "nplint" / "rules"
# The folder of the rules of each hundred.
GROUPS = {
    "0": "traces",
    "1": "sites",
    "2": "shapes",
    "3": "distributions",
    "4": "inference",
    "5": "keys",
    "6": "devices",
    "7": "arrays",
    "8": "upgrades",
    "9": "files",
}
RULE = Template('''\
from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule


class $class_name(SiteRule):
    """
    # $name ($code)

    ## What it finds
    Say it in one sentence: for now, a site that is called `$placeholder`.

    ## What happens
    Say what a run does, on which releases, as it was seen.

    ## Example
    ```python
    numpyro.sample("$placeholder", dist.Normal(0.0, 1.0))
    ```

    ## Fix
    None; say what `nplint fix` makes of it, whether that is safe, and why.

    ## When it stays silent
    Say what looks the same and is right, or may be.
    """

    code = "$code"
    name = "$name"
    kinds = ("sample",)

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if site.name == "$placeholder":
            yield self.finding(
                site.location,
                f"'{site.name}' stands for a mistake: say what happens at run time",
                by_hand="Say what to do where there is no fix",
            )
''')
UNFIXED = Template('''\
# ---
# title = "Say what the program shows"
# [[finding]]
# code = "$code"
# line = 16
# fix = "none"
# ---
"""Some lengths: replace this by a program with the mistake, and say what running it does."""
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mean = numpyro.sample("$placeholder", dist.Normal(0.0, 10.0))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=200, num_samples=300, progress_bar=False)
mcmc.run(random.PRNGKey(0), 3.0)
mean = mcmc.get_samples()["$placeholder"].mean()
print(f"measured mean={mean:.3f} se=0.2 truth={3.0 / 1.01:.3f}")
''')
CLEAN = Template('''\
# ---
# title = "Say why this looks the same and is right"
# ---
"""Some lengths: replace this by a program that looks like the mistake and is none."""
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=200, num_samples=300, progress_bar=False)
mcmc.run(random.PRNGKey(0), 3.0)
mean = mcmc.get_samples()["mean"].mean()
print(f"measured mean={mean:.3f} se=0.2 truth={3.0 / 1.01:.3f}")
''')
TEST = Template('''\
"""$code: say in a few words what it finds."""

from __future__ import annotations

from tests.helpers.programs import check
from tests.rules.pieces import model


def test_a_site_of_that_name() -> None:
    program = model('numpyro.sample("$placeholder", dist.Normal())  # $code')
    check("$code", program, program)


def test_a_site_of_another_name() -> None:
    check("$code", model('numpyro.sample("mean", dist.Normal())'))
''')


def files_of(code: str, name: str) -> dict[Path, str]:
    """Return the files of a rule that finds a placeholder, by where they belong.

    Parameters
    ----------
    code
        Such as ``NPL212``.
    name
        Lower-case words joined by hyphens.

    Raises
    ------
    ValueError
        The code or the name is none, or another rule has it.
    """
    if not re.fullmatch(r"NPL\d{3}", code):
        raise ValueError(f"{code!r} is no code: NPL and three digits")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        raise ValueError(f"{name!r} is no name: two or more lower-case words, joined by hyphens")
    stem = f"{code.lower()}_{name.replace('-', '_')}"
    for file in RULES.glob("*/npl*.py"):
        other, _, called = file.stem.partition("_")
        if other == code.lower() or called == name.replace("-", "_"):
            raise ValueError(f"{file.relative_to(ROOT)} has that code or name")
    words = {
        "code": code,
        "name": name,
        "placeholder": code.lower(),
        "class_name": "".join(word.capitalize() for word in name.split("-")),
    }
    fixtures = ROOT / "fixtures" / f"{code}-{name}"
    templates = {
        RULES / GROUPS[code[3]] / f"{stem}.py": RULE,
        fixtures / "example" / "unfixed.py": UNFIXED,
        fixtures / "clean" / "example.py": CLEAN,
        ROOT / "tests" / "rules" / f"test_{code.lower()}.py": TEST,
    }
    return {path: template.substitute(words) for path, template in templates.items()}


def main() -> int:
    """Write the files, and what nplint says of the fixture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code", help="the rule's code, such as NPL212")
    parser.add_argument("name", help="the rule's name: words joined by hyphens")
    arguments = parser.parse_args()
    try:
        files = files_of(arguments.code, arguments.name)
    except ValueError as error:
        parser.error(str(error))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(ROOT).as_posix())
    group = next(iter(files)).parent / "__init__.py"
    if not group.exists():
        group.touch()
    reports = ["tests/all_rules/test_reports.py", "--write-reports", "-q", "-k", arguments.code]
    written = subprocess.run([sys.executable, "-m", "pytest", *reports], cwd=ROOT, check=False)
    print(f"\nTry it: pytest tests/rules tests/all_rules -k {arguments.code}")
    return written.returncode


if __name__ == "__main__":
    sys.exit(main())
