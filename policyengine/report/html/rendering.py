"""From a template to a page that needs nothing beside it: one style, one script, and a policy that allows no others."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policyengine.report.sanitise import visible
from policyengine.source.shipped import shipped

_HOME = "policyengine.report.html"
_DIFFERENCE = "policyengine.report.difference"


def rendered(template: str, page: object, *styles: tuple[str, str]) -> str:
    """The whole page. `styles` are more style sheets than the one of all pages, each by package and name.

    It loads nothing: its policy allows the one style and the one script that it holds, by their hashes. Without
    scripts everything can be read; the script only filters.
    """
    style = "".join(_asset(*each) for each in ((_HOME, "report.css"), *styles))
    script = _asset(_HOME, "report.js")
    allowed = {"style-src": _hash(style), "script-src": _hash(script)}
    nothing = dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")
    policy = "; ".join(f"{name} {source}" for name, source in (nothing | allowed).items())
    given = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - our own files
    return _environment().get_template(template).render(page=page, **given)


@cache
def _environment() -> Environment:
    """Every expression is escaped, and shows what has no shape or turns its direction as an escape."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(_HOME), PackageLoader(_DIFFERENCE)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A drawing holds shapes and escaped texts only, which is seen to where it is made.
    environment.filters["drawn"] = Markup
    return environment


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(package: str, name: str) -> str:
    return shipped(package, name)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
