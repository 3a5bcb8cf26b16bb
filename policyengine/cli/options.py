"""The options that verbs have in common, and what the command line and the policy file ask together."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policyengine.triage.exits import DEFAULT, FailOn

if TYPE_CHECKING:
    from policyengine.errors import Problem
    from policyengine.triage.policy import Policy
    from policyengine.workspace import Asked

WAIVERS = "waivers.yaml"
"""Read where it stands in the working directory and no other is named."""
POLICY = "policyengine.yaml"
"""The same, of the policy file."""
_NOT_READ = ("policyengine.yml", ".policyengine.yaml", ".policyengine.yml", "policyengine.json")
"""What somebody may call it who believes that it is read."""
_FAIL_ON = FailOn.parse(DEFAULT)


class Unsaid(NamedTuple):
    """What a policy says where there is none, for those who need not import what reads one."""

    facts: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    installed_rules: bool = True
    packs: tuple[str, ...] = ()
    as_of: dt.date | None = None
    waivers: Path | None = None


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> dt.date:
    """A day from the command line, `YYYY-MM-DD` and no other of the forms that ISO 8601 knows."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a day such as {dt.date.today().isoformat()}") from None


def path(text: str) -> Path:
    """A file or folder from the command line."""
    if not text:
        raise argparse.ArgumentTypeError("a path cannot be empty; `.` is the folder you are in")
    return Path(text)


def pack_folder(text: str) -> Path:
    """What stands after `--rules`."""
    folder = path(text)
    if not os.path.lexists(folder):
        raise argparse.ArgumentTypeError(f"there is no `{text}`; it names a folder of packs")
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"`{text}` is not a folder; name the folder of packs, not one of its files")
    return folder


def add_packs(parser: argparse.ArgumentParser) -> None:
    """The options that say which packs there are, and which of them are wanted."""
    parser.add_argument(
        "--pack", metavar="NAME", action="append", default=[], help="only rules of this pack; repeatable"
    )
    parser.add_argument(
        "--rules",
        metavar="DIR",
        type=pack_folder,
        action="append",
        default=[],
        help="a folder of your own packs, beside those installed; repeatable",
    )
    parser.add_argument(
        "--no-installed-rules", action="store_true", help="leave out the packs that come with the program"
    )
    add_policy(parser)


def rule_roots(args: argparse.Namespace) -> list[Path]:
    """Where packs stand: those installed first, then those that `--rules` or else the policy adds; none twice."""
    from policyengine.rules.packs import installed_packs

    policy = _wishes(args)
    installed = policy.installed_rules and not args.no_installed_rules
    roots = [*([installed_packs()] if installed else []), *(args.rules or policy.rules)]
    return list({root.resolve(): root for root in reversed(roots)}.values())[::-1]


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Where facts stand, of verbs that take nothing else without an option."""
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="facts (default: facts/)")


def add_facts(parser: argparse.ArgumentParser) -> None:
    """The same as an option, of verbs that do."""
    parser.add_argument(
        "--facts", metavar="PATH", type=path, action="append", default=[], help="facts (default: facts/)"
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """The options that say what is judged, and as of when."""
    add_paths(parser)
    add_law(parser)
    add_rules(parser)
    add_registers(parser)


def add_rules(parser: argparse.ArgumentParser) -> None:
    """The option that chooses rules."""
    parser.add_argument("--rule", metavar="RULE", action="append", default=[], help="only this rule; repeatable")


def add_registers(parser: argparse.ArgumentParser) -> None:
    """The option that chooses registers."""
    parser.add_argument(
        "--register", metavar="SLUG", action="append", default=[], help="only this register; repeatable"
    )


def add_law(parser: argparse.ArgumentParser) -> None:
    """The options that say by which law, as of when, and what is accepted for a time."""
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, default=None, help="read facts and law on this day (default: today)"
    )
    add_packs(parser)
    waivers = parser.add_mutually_exclusive_group()
    waivers.add_argument(
        "--waivers",
        metavar="FILE",
        type=path,
        default=None,
        help=f"findings that somebody has accepted for a time (default: {WAIVERS}, if there is one)",
    )
    waivers.add_argument("--no-waivers", action="store_true", help="judge as if nothing had been accepted")


def _policy_file(text: str) -> Path:
    """What stands after `--policy`."""
    if not os.path.lexists(path(text)):
        raise argparse.ArgumentTypeError(f"there is no `{text}`; it names a policy file")
    return path(text)


def add_policy(parser: argparse.ArgumentParser) -> None:
    """The option that names the policy file."""
    parser.add_argument(
        "--policy",
        metavar="FILE",
        type=_policy_file,
        default=None,
        help=f"what the house wants of every run (default: {POLICY}, if there is one); the command line wins over it",
    )


def policy_file(args: argparse.Namespace) -> Path | None:
    """The policy file that was named, or else that of the working directory, if there is one."""
    named: Path | None = getattr(args, "policy", None)
    return named or (Path(POLICY) if os.path.lexists(POLICY) else None)


def _mistaken_files(args: argparse.Namespace) -> list[str]:
    return [] if getattr(args, "policy", None) else [name for name in _NOT_READ if os.path.lexists(name)]


def policy_of(args: argparse.Namespace) -> Policy:
    """The policy file that was named, or else that of the working directory, read once; nothing said without one."""
    from policyengine.triage.policy import NO_POLICY

    if getattr(args, "policy_read", None) is None:
        named = policy_file(args)
        args.policy_read = NO_POLICY
        if mistaken := _mistaken_files(args):
            args.policy_read = replace(NO_POLICY, problems=tuple(map(_mistaken, mistaken)))
        elif named is not None:
            from policyengine.triage.policyfile import read_policy

            args.policy_read = read_policy(named)
    policy: Policy = args.policy_read
    return policy


def _wishes(args: argparse.Namespace) -> Policy | Unsaid:
    """What the policy file says, at no cost where there is none."""
    read: Policy | None = getattr(args, "policy_read", None)
    if read is not None:
        return read
    return policy_of(args) if policy_file(args) is not None or _mistaken_files(args) else Unsaid()


def _mistaken(name: str) -> Problem:
    from policyengine.errors import Problem
    from policyengine.spans import Span

    hint = f"call it `{POLICY}`, or name it with `--policy`"
    return Problem(Span(name, 1, 1), "this policy file is not read, because of what it is called", hint)


def default_facts(args: argparse.Namespace) -> list[Path]:
    """Where facts stand if the command line does not say it."""
    return list(_wishes(args).facts) or [Path("facts")]


def default_day(args: argparse.Namespace) -> dt.date:
    """As of when facts and law are read, if the command line does not say it. The clock is read here alone."""
    return _wishes(args).as_of or dt.date.today()


def waivers_file(args: argparse.Namespace) -> Path | None:
    """The file of waivers: the one named, else the policy's, else the one in the working directory."""
    if getattr(args, "no_waivers", False):
        return None
    named: Path | None = getattr(args, "waivers", None) or _wishes(args).waivers
    return named or (Path(WAIVERS) if os.path.lexists(WAIVERS) else None)


def read_by(args: argparse.Namespace) -> list[Path]:
    """Every file and folder that a run reads: facts, packs of the house, waivers and the policy file."""
    from policyengine.rules.packs import installed_packs

    facts = getattr(args, "paths", None) or getattr(args, "facts", None) or default_facts(args)
    packs = [root for root in rule_roots(args) if root != installed_packs()]
    files = [policy_file(args), waivers_file(args)]
    return [*facts, *packs, *(file for file in files if file is not None)]


def add_fail_on(parser: argparse.ArgumentParser) -> None:
    """The option that says what ends a run with 1."""
    parser.add_argument(
        "--fail-on",
        metavar="WHAT",
        type=_fail_on,
        default=_FAIL_ON,
        help="exit 1 from this severity on, if violated or contradictory (default: high); VERDICT:SEVERITY, such as "
        "not-stated:critical or contradictory:never, sets one verdict and leaves the others as they are; several with "
        "commas, or never. A breach of a rule that the policy file enforces as hard always counts",
    )


def fail_on_given(args: argparse.Namespace) -> FailOn | None:
    """What the command line says that fails a run; None where it does not, so that the policy counts."""
    fail_on: FailOn = getattr(args, "fail_on", _FAIL_ON)
    # INVARIANT: only what was not given is the default itself.
    return None if fail_on is _FAIL_ON else fail_on


def _fail_on(text: str) -> FailOn:
    """What stands after `--fail-on`."""
    try:
        return FailOn.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def asked(
    args: argparse.Namespace,
    paths: Iterable[Path] = (),
    *,
    every_verdict: bool = False,
    in_full: bool = False,
    documented: bool = False,
) -> Asked:
    """What the command line asks."""
    from policyengine.workspace import Asked

    policy = policy_of(args)
    return Asked(
        paths=tuple(paths) or tuple(default_facts(args)),
        as_of=args.as_of or default_day(args),
        packs=tuple(args.pack or policy.packs),
        rules=tuple(getattr(args, "rule", None) or ()) if isinstance(getattr(args, "rule", None), list) else (),
        registers=tuple(getattr(args, "register", None) or ()),
        rule_roots=tuple(rule_roots(args)),
        every_verdict=every_verdict,
        in_full=in_full,
        documented=documented,
        baseline=getattr(args, "baseline", None),
        policy=policy,
        waivers=waivers_file(args),
        fail_on=fail_on_given(args),
        engine=getattr(args, "engine", ""),
        keep=not getattr(args, "no_cache", False),
    )
