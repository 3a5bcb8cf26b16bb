"""`policyengine.open`: the one way in for Python programs."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection
from pathlib import Path

from policyengine.engine import ENGINES
from policyengine.errors import nearest
from policyengine.refusals import Unknown, is_day
from policyengine.rules.packs import installed_packs
from policyengine.triage.policy import NO_POLICY
from policyengine.triage.policyfile import read_policy
from policyengine.workspace import Asked, Workspace


def open(  # noqa: A001, PLR0913 - called `policyengine.open`
    *paths: str | Path,
    as_of: dt.date | None = None,
    packs: Collection[str] = (),
    rules: Collection[str] = (),
    registers: Collection[str] = (),
    rule_roots: Collection[str | Path] = (),
    installed_rules: bool = True,
    waivers: str | Path | None = None,
    policy: str | Path | None = None,
    engine: str = "",
) -> Workspace:
    """Open facts: roots with a folder for each register, folders of registers, or files; without any, `facts`.

    Law and facts are those of `as_of`, today if nothing is said. `packs`, `rules` and `registers` choose, where they
    are not empty. `rule_roots` are folders of packs of your own beside those installed; `waivers` and `policy` are
    files. Everything is read and checked here: raises `FileNotFoundError`, `Invalid`, and `Unknown` for a name.
    """
    for name, one in (("packs", packs), ("rules", rules), ("registers", registers), ("rule_roots", rule_roots)):
        if isinstance(one, str):
            raise TypeError(f"`{name}` is a list of names; write [{one!r}]")
    if as_of is not None:
        is_day(as_of, "as_of")
    if engine and engine not in ENGINES:
        raise Unknown(f"no engine is called `{engine}` ({nearest(engine, ENGINES)})")
    given = [Path(path) for path in paths] or [Path("facts")]
    for path in (*given, *map(Path, rule_roots), *(Path(one) for one in (waivers, policy) if one is not None)):
        if not os.path.lexists(path):
            raise FileNotFoundError(f"there is no `{path}`")
    workspace = Workspace(
        Asked(
            paths=tuple(given),
            as_of=as_of or dt.date.today(),
            packs=tuple(packs),
            rules=tuple(rules),
            registers=tuple(registers),
            rule_roots=(*([installed_packs()] if installed_rules else []), *map(Path, rule_roots)),
            policy=NO_POLICY if policy is None else read_policy(Path(policy)),
            waivers=None if waivers is None else Path(waivers),
            engine=engine,
            keep=True,
        )
    )
    workspace.usable(trees=True)
    return workspace
