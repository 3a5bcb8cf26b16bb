"""The commented register to start from, for `policyengine init`."""

from __future__ import annotations

from policyengine.source.shipped import shipped


def skeleton(slug: str) -> str:
    """The text of a register called `slug` ([a-z0-9] and hyphens); it loads without problems."""
    text = shipped("policyengine.register", "skeleton.yaml")
    title = slug.replace("-", " ").capitalize()
    # Organisations are called after the register, so that those of two registers are not taken for one.
    return text.replace("our-company", slug).replace("title: Our company", f"title: {title}")
