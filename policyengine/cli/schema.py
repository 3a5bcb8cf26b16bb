"""`policyengine schema`: the JSON Schema of register files, for editors."""

from __future__ import annotations

import argparse
import json

from policyengine.cli.common import say


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing can be said after `policyengine schema`."""
    parser.epilog = "save it and begin a register file with: # yaml-language-server: $schema=register.schema.json"


def run(_: argparse.Namespace) -> int:
    """Print the schema."""
    from policyengine.register.schema import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
