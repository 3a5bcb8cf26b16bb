"""`policyengine schema`: the JSON Schemas of what people write, for editors."""

from __future__ import annotations

import argparse
import json

from policyengine.cli.common import say

_FILES = ("register", "policy", "waivers")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine schema`."""
    parser.add_argument("file", choices=_FILES, nargs="?", default="register", help="of which file (default: register)")
    parser.epilog = "save it and begin a register file with: # yaml-language-server: $schema=register.schema.json"


def run(args: argparse.Namespace) -> int:
    """Print the schema."""
    if args.file == "register":
        from policyengine.register.schema import json_schema as schema
    elif args.file == "policy":
        from policyengine.triage.schemas import policy_schema as schema
    else:
        from policyengine.triage.schemas import waivers_schema as schema
    say(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
