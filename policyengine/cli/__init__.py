"""The command line: one thin file a verb, imported only when it is asked for."""

from __future__ import annotations

_INTERRUPTED = 130

try:
    import argparse
    import gc
    import importlib
    import os
    import sys
    from collections.abc import Sequence

    from policyengine.cli.streams import Unwritable, prepare, say, say_aside
    from policyengine.triage.exits import Exit
    from policyengine.version import __version__
except KeyboardInterrupt:
    # Whoever interrupts while this is imported is answered as later: with a code, and no word.
    raise SystemExit(_INTERRUPTED) from None

_VERBS = {
    "check": "judge registers: findings, questions, counts",
    "diff": "what two revisions differ in, and which findings that introduces or resolves",
    "whatif": "what would hold if facts, law or the day were otherwise",
    "repair": "the cheapest things to do after which findings are gone, each judged",
    "forecast": "the days on which findings will change if nothing is done",
    "explain": "a rule in words, or the proof of what it says of a record",
    "questions": "what is worth asking next, and what each answer decides",
    "facts": "records as judged, with their sources",
    "evidence": "account for every line of the documents that facts rest on",
    "rules": "list, show, test, lint and begin rules",
    "waivers": "findings accepted for a time: list, add and prune them",
    "diagram": "draw who gets which data, as DOT, Mermaid, SVG or PNG",
    "init": "write a commented register to start from",
    "schema": "the JSON Schemas of registers, policy files and waivers, for editors",
}
_MODULES = {"init": "begin"}
_SELDOM = 50_000
"""New objects after which the cyclic collector looks for what to free: whatever is imported stays."""


class _Verb(argparse.ArgumentParser):
    """The parser of a verb, whose paths may stand on both sides of its options."""

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """As any parser does; words that are left over are paths, where the verb takes paths."""
        found, left = super().parse_known_args(args, namespace)
        if left and hasattr(found, "paths") and not any(word.startswith("-") for word in left):
            from policyengine.cli.options import path

            try:
                found.paths, left = [*found.paths, *map(path, left)], []
            except argparse.ArgumentTypeError as why:
                self.error(f"argument PATH: {why}")
        return found, left


def _parser(asked: str) -> argparse.ArgumentParser:
    """The parser, in which only the verb that is asked for has its options."""
    parser = argparse.ArgumentParser(
        prog="policyengine",
        description="Policy-as-code for data protection: facts with sources, law by date, four answers, proofs.",
        epilog="exit codes: 0 nothing to fail on, 1 findings, 2 usage, 3 facts, rules, waivers or policy "
        "are invalid, 4 nothing judged, 5 a waiver no longer holds, 70 our bug",
    )
    parser.add_argument("--version", action="version", version=f"policyengine {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Verb)
    for verb, about in _VERBS.items():
        sub = verbs.add_parser(verb, help=about, description=about[0].upper() + about[1:] + ".")
        if verb == asked:
            _module(verb).configure(sub)
    return parser


def _module(verb: str):  # type: ignore[no-untyped-def]
    """The file of a verb: it has `configure(parser)` and `run(args) -> exit code`."""
    return importlib.import_module(f"policyengine.cli.{_MODULES.get(verb, verb)}")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the answer is the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    gc.set_threshold(_SELDOM)
    try:
        prepare()
        code = _run(arguments)
        # Help stands in the buffer until now.
        say("")
    except Unwritable as why:
        say_aside(f"policyengine: cannot write the report: {why}\n")
        return Exit.USAGE
    except KeyboardInterrupt:
        return _INTERRUPTED
    say_aside("")
    return code


def _run(arguments: list[str]) -> int:
    """The exit code, whatever happens but for a report that cannot be written."""
    asked = next((word for word in arguments if not word.startswith("-")), "")
    try:
        args = _parser(asked).parse_args(arguments)
        return int(_module(args.verb).run(args))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.USAGE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Unwritable:
        raise
    except Exception as bug:
        if os.environ.get("POLICYENGINE_DEBUG"):
            raise
        from policyengine.cli.common import complain

        complain(
            f"our bug, not your input: {type(bug).__name__}: {bug}; please report it with the command and, if you "
            "can, the smallest register that shows it; POLICYENGINE_DEBUG=1 shows where"
        )
        return Exit.OUR_BUG
