"""The report to keep: one HTML file with findings, drawings, law and sources, that needs nothing beside it."""

from __future__ import annotations

from policyengine.findings import Outcome
from policyengine.report.html.page import page
from policyengine.report.html.rendering import rendered


def html(outcome: Outcome) -> str:
    """The whole page. Needs an outcome in full, with its dossier; the same outcome gives the same bytes."""
    return rendered("report.html", page(outcome))
