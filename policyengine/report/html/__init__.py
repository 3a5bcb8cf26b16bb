"""The report to keep: one HTML file with findings, drawings, law and sources, that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policyengine.findings import Outcome
from policyengine.report.html.page import page
from policyengine.report.sanitise import visible


def html(outcome: Outcome) -> str:
    """The whole page. Needs an outcome in full, with its dossier; the same outcome gives the same bytes.

    It loads nothing: its policy allows the one style and the one script that it holds, by their hashes. Without
    scripts everything can be read; the script only filters.
    """
    style, script = _asset("report.css"), _asset("report.js")
    allowed = {"style-src": _hash(style), "script-src": _hash(script)}
    nothing = dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")
    policy = "; ".join(f"{name} {source}" for name, source in (nothing | allowed).items())
    given = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - our own files
    return _environment().get_template("report.html").render(page=page(outcome), **given)


@cache
def _environment() -> Environment:
    """Every expression is escaped, and shows what has no shape or turns its direction as an escape."""
    environment = Environment(
        loader=PackageLoader("policyengine.report.html"),
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


def _asset(name: str) -> str:
    return files("policyengine.report.html").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
