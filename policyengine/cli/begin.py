"""`policyengine init`: write a commented register to start from."""

from __future__ import annotations

import argparse
import os
import re
from contextlib import suppress
from pathlib import Path

from policyengine.cli.common import complain, path, say
from policyengine.triage.exits import Exit

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine init`."""
    parser.add_argument("slug", metavar="SLUG", nargs="?", default="my-organisation", help="name of the register")
    parser.add_argument("--facts", metavar="DIR", type=path, default=Path("facts"), help="where registers stand")


def run(args: argparse.Namespace) -> int:
    """Write the file whole or not at all; never over one that is there."""
    from policyengine.register.skeleton import skeleton

    if not _SLUG.fullmatch(args.slug):
        complain(f"`{args.slug}` is no name for a register; use small letters, digits and hyphens")
        return Exit.USAGE
    file = args.facts / args.slug / "register.yaml"
    beside = file.with_suffix(f".{os.getpid()}.new")
    if os.path.lexists(args.facts) and not args.facts.is_dir():
        complain(f"`{args.facts}` is not a folder; `--facts` names the folder in which registers stand")
        return Exit.USAGE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(skeleton(args.slug), "utf-8")
        # Linking fails where the name is taken, so nothing that stands there is lost.
        os.link(beside, file)
    except FileExistsError:
        complain(f"`{file}` is there already; nothing was written")
        return Exit.USAGE
    except OSError as error:
        complain(f"`{file}` cannot be written: {(error.strerror or 'no reason given').lower()}")
        return Exit.USAGE
    finally:
        with suppress(OSError):
            beside.unlink()
    say(f"wrote {file}\njudge it: policyengine check {args.facts}\n")
    return 0
