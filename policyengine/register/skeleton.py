"""The commented register to start from, for `policyengine init`."""

from __future__ import annotations

from importlib.resources import files


def skeleton(slug: str) -> str:
    """The text of a register called `slug` ([a-z0-9] and hyphens); it loads without problems."""
    text = files("policyengine.register").joinpath("skeleton.yaml").read_text("utf-8")
    title = slug.replace("-", " ").capitalize()
    return text.replace("register: our-company\ntitle: Our company\n", f"register: {slug}\ntitle: {title}\n", 1)
