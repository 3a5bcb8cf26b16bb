"""`policyengine facts`: records as they are judged, with their sources."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from policyengine.cli.common import (
    add_facts,
    add_policy,
    add_registers,
    complain,
    default_facts,
    missing,
    policy_of,
    refuse,
    say,
)
from policyengine.triage.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine facts`."""
    parser.add_argument(
        "key", metavar="KEY", nargs="?", help="a record: its key, `register:key`, or the end of its key"
    )
    add_facts(parser)
    add_registers(parser)
    add_policy(parser)


def run(args: argparse.Namespace) -> int:
    """Show one record, or what there is."""
    from policyengine.errors import nearest
    from policyengine.register.load import load_facts
    from policyengine.register.naming import find
    from policyengine.report.facts import overview, record_text
    from policyengine.report.terminal import Paint
    from policyengine.spans import Files
    from policyengine.triage.evidence import Places

    policy = policy_of(args)
    if policy.problems:
        return refuse(policy.problems, policy.files)
    paths = args.facts or default_facts(args)
    if missing(paths):
        return Exit.USAGE
    facts, problems = load_facts(paths)
    if problems:
        return refuse(problems, facts.files)
    for slug in args.register:
        if slug not in facts.registers:
            complain(f"no register is called `{slug}` ({nearest(slug, facts.registers)})")
            return Exit.USAGE
    chosen = args.register or [*facts.registers]
    facts = replace(facts, registers={slug: facts.registers[slug] for slug in sorted({*chosen})})
    if not facts.registers:
        complain(f"nothing to show: no register in {', '.join(f'`{each}`' for each in paths)}")
        return Exit.NOTHING_JUDGED
    paint = Paint.for_stream(sys.stdout)
    if args.key is None:
        say("\n".join(overview(register, paint) for register in facts.registers.values()))
        return 0
    record = find(args.key, facts)
    if isinstance(record, str):
        complain(record)
        return Exit.USAGE
    say(record_text(record, Places(facts.files, Files()), paint))
    return 0
