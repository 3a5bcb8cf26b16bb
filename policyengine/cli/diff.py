"""`policyengine diff`: what two revisions, or two folders of facts, differ in, and what that does to the findings."""

from __future__ import annotations

import argparse
import atexit
import gc
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import (
    NO_RULES,
    WAIVERS,
    add_fail_on,
    add_law,
    add_registers,
    add_rules,
    asked,
    can_judge,
    complain,
    path,
    policy_of,
    read_by,
    refuse,
)
from policyengine.cli.comparing import FORMATS, Compared, UnusableError, reports, wrong
from policyengine.cli.outputs import Output, add_format, overwriting, written
from policyengine.cli.streams import say_aside
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.diff import Pair, Tree
    from policyengine.workspace import Asked


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine diff`."""
    parser.add_argument("base", metavar="BASE", help="a revision of the git repository here, or a folder of facts")
    parser.add_argument(
        "head", metavar="HEAD", nargs="?", default="", help="another revision (default: the work tree), or folder"
    )
    parser.add_argument(
        "--facts",
        metavar="PATH",
        type=path,
        action="append",
        default=[],
        help="where facts stand in both (default: facts/ of the repository; of folders, all of them); repeatable",
    )
    parser.add_argument(
        "--merge-base", action="store_true", help="compare with the commit from which BASE and HEAD have come"
    )
    add_law(parser)
    add_rules(parser)
    add_registers(parser)
    add_format(parser, FORMATS)
    add_fail_on(parser)
    parser.epilog = (
        "Introduced findings decide about the exit code, and those that changed for the worse. The rules that are "
        "installed judge both sides; packs given with --rules that stand in the repository judge each side as it has "
        "them."
    )


def run(args: argparse.Namespace) -> int:
    """Compare; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs) or overwriting([each.file for each in outputs], read_by(args)):
        complain(why)
        return Exit.USAGE
    if policy_of(args).problems:
        return refuse(policy_of(args).problems, policy_of(args).files)
    from policyengine.cli.sides import Refused

    # Everything is read before the folder goes; what is judged and shown afterwards is in memory.
    with tempfile.TemporaryDirectory(prefix="policyengine-") as folder:
        try:
            wanted, base, head = _sides(args, Path(folder))
        except Refused as refused:
            complain(str(refused))
            return refused.code
        if not (wanted.rule_roots or base.rule_roots or head.rule_roots):
            complain(NO_RULES)
            return Exit.USAGE
        if not can_judge(wanted.engine):
            return Exit.USAGE
        from policyengine.diff import load_both

        # As in a check: the last collection would walk all that was built, only to let it go.
        atexit.register(gc.freeze)
        pair = load_both(wanted, base, head)
    return _unusable(wanted, pair, base, head) or _compared(wanted, pair, base, head, outputs)


def _sides(args: argparse.Namespace, folder: Path) -> tuple[Asked, Tree, Tree]:
    """What is asked of both sides, and where each of them stands."""
    from policyengine.cli.sides import Named, sides
    from policyengine.rules.packs import installed_packs

    wanted = asked(args)
    own = tuple(root for root in wanted.rule_roots if root != installed_packs())
    installed = tuple(root for root in wanted.rule_roots if root == installed_packs())
    waivers = None if args.no_waivers else wanted.waivers or Path(WAIVERS)
    named = Named(args.base, args.head, tuple(args.facts), args.merge_base, own, waivers)
    return sides(named, wanted._replace(rule_roots=installed), folder)


def _unusable(wanted: Asked, pair: Pair, base: Tree, head: Tree) -> int:
    """Say what keeps the two from being judged; the exit code, or 0 where nothing does."""
    code = 0
    for tree, loaded in ((base, pair.base), (head, pair.head)):
        if loaded.problems:
            say_aside(f"in {tree.version}:\n")
            code = refuse(loaded.problems, *loaded.read, wanted.policy.files)
    if code:
        return code
    for name in pair.unknown:
        complain(name)
        code = Exit.USAGE
    return code or _nothing(wanted, pair, base, head)


def _nothing(wanted: Asked, pair: Pair, base: Tree, head: Tree) -> int:
    """Say which side has nothing to judge. A register that says nothing yet may be compared with, but not passed."""
    from policyengine.cli.common import nothing_to_judge

    empty = not pair.base.facts.registers and not wanted.registers
    nothing = [(base, why) for why in nothing_to_judge(pair.base, base.paths)] if empty else []
    nothing += [(head, why) for why in nothing_to_judge(pair.head, head.paths)]
    for tree, why in nothing:
        complain(f"in {tree.version}: {why}")
    return Exit.NOTHING_JUDGED if nothing else 0


def _compared(wanted: Asked, pair: Pair, base: Tree, head: Tree, outputs: list[Output]) -> int:
    from policyengine.diff import compare, judge_both

    sides = judge_both(wanted, pair)
    comparison = compare(wanted, sides, pair, base.version, head.version)
    if not comparison.judged:
        complain(f"in {head.version}: nothing was judged; no rule that was chosen met any record")
        return Exit.NOTHING_JUDGED
    try:
        made = reports(outputs, Compared(comparison, *sides, chosen=bool(wanted.registers)))
    except UnusableError as why:
        complain(str(why))
        return Exit.USAGE
    return written(made, pair.head.gate.exit(comparison.difference.failing))
