"""`policyengine evidence`: whether the facts account for every line of the documents they rest on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from policyengine.cli.common import (
    add_paths,
    add_policy,
    add_registers,
    complain,
    default_facts,
    missing,
    path,
    policy_of,
    refuse,
    say,
)
from policyengine.cli.streams import say_aside
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.accounts import Accounts
    from policyengine.evidence import Citations
    from policyengine.spans import Files


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine evidence`."""
    add_paths(parser)
    parser.add_argument(
        "--documents", metavar="DIR", type=path, required=True, help="the folder in which the documents stand"
    )
    add_registers(parser)
    add_policy(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser.add_argument("--lines", action="store_true", help="line by line what accounts for it, to compare with")


def run(args: argparse.Namespace) -> int:
    """Account for the lines of the documents; the answer is the exit code."""
    policy = policy_of(args)
    if policy.problems:
        return refuse(policy.problems, policy.files)
    paths = args.paths or default_facts(args)
    if missing(paths) or missing([args.documents]):
        return Exit.USAGE
    if not args.documents.is_dir():
        complain(f"`{args.documents}` is not a folder; `--documents` names the folder in which the documents stand")
        return Exit.USAGE
    from policyengine.errors import nearest
    from policyengine.register.load import load_facts

    facts, problems = load_facts(paths)
    if problems:
        return refuse(problems, facts.files)
    for slug in args.register:
        if slug not in facts.registers:
            complain(f"no register is called `{slug}` ({nearest(slug, facts.registers)})")
            return Exit.USAGE
    from policyengine.evidence import Citations

    citations = Citations(facts)
    for slug in args.register:
        if not citations.documents([slug]):
            complain(f"nothing to check: no source of `{slug}` names a `document`")
            return Exit.NOTHING_JUDGED
    if not citations.documents(args.register):
        complain("nothing to check: no source names a `document`")
        return Exit.NOTHING_JUDGED
    return _report(_accounts(citations, args), facts.files, args)


def _accounts(citations: Citations, args: argparse.Namespace) -> Accounts:
    from policyengine.accounts import Accounts
    from policyengine.errors import Problem
    from policyengine.source.documents import read_document

    documents, problems = [], []
    for wanted in citations.documents(args.register):
        read = read_document(args.documents, wanted.name, citations.span(wanted))
        if isinstance(read, Problem):
            problems.append(read)
        else:
            documents.append(citations.account(wanted, read, by_line=args.lines))
    return Accounts(tuple(documents), tuple(sorted(problems)))


def _report(accounts: Accounts, files: Files, args: argparse.Namespace) -> int:
    from policyengine.report.terminal import Paint

    if args.format == "json":
        from policyengine.report.evidence_json import json

        say(json(accounts, by_line=args.lines))
    else:
        from policyengine.report.evidence import text

        say(text(accounts, Paint.for_stream(sys.stdout)))
    if accounts.problems:
        from policyengine.report.problems import problems_text

        say_aside(problems_text(accounts.problems, [files], Paint.for_stream(sys.stderr)))
        count = len(accounts.problems)
        complain("1 document could not be read" if count == 1 else f"{count} documents could not be read")
        return Exit.INVALID
    return Exit.CLEAN if all(account.in_order for account in accounts.documents) else Exit.FINDINGS
