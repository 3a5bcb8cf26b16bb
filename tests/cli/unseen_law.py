"""What could pass unseen of law, policy, waivers and reports, in rows as those about facts."""

from __future__ import annotations

from tests.cli.conftest import LAW, ONLY
from tests.cli.unseen import DAY, NEVER, WHOLE, Case, folder, link, nothing, write

OF_LAW = (
    # Law that is not there.
    Case(
        "no such folder of packs", nothing, ("check", "facts", *DAY, "--rules", "nowhere"), 2, "there is no `nowhere`"
    ),
    Case(
        "a folder without packs",
        folder("own"),
        ("check", "facts", *DAY, *NEVER, "--rules", "own"),
        3,
        "own:1:1: the folder holds no pack",
    ),
    Case("no rules at all", nothing, ("check", "facts", *DAY, "--no-installed-rules"), 2, "leaves no rules"),
    Case("a rule outside any pack", write("law/r.yaml", "id: r\n"), WHOLE, 3, "the file stands in no pack"),
    Case("a pack without a header", write("law/p/r.yaml", "id: r\n"), WHOLE, 3, "the pack `p` has no `pack.yaml`"),
    Case("a pack that cannot be read", write("law/club/pack.yaml", "title: [\n"), WHOLE, 3, "law/club/pack.yaml:"),
    Case(
        "a rule with another ending", write("law/club/r.yml", "id: r\n"), WHOLE, 3, "files called `.yml` are not read"
    ),
    Case(
        "a rule in JSON",
        write("law/club/r.json", '{"for_each": "party"}'),
        WHOLE,
        3,
        "the file says `for_each:` and is not read",
    ),
    Case(
        "a hidden rule", write("law/club/.r.yaml", "id: r\nfor_each: party\n"), WHOLE, 3, "its name begins with a dot"
    ),
    Case("tests of rules that have none", nothing, ("rules", "test", *ONLY), 4, "nothing was tested"),
    Case("tests of a rule that has none", nothing, ("rules", "test", "club-2-contract", *ONLY), 3, "has no tests"),
    Case("tests of an unknown rule", nothing, ("rules", "test", "club", *ONLY), 2, "there is no rule `club`"),
    Case(
        "tests whose rule is gone",
        write("law/club/club-0.test.yaml", "rule: club-0\nas_of: 2026-11-22\ntests: []\n"),
        ("rules", "test", *ONLY),
        3,
        "there is no rule `club-0` beside its tests",
    ),
    Case(
        "tests in a folder without packs",
        folder("own"),
        ("rules", "test", "--rules", "own"),
        3,
        "the folder holds no pack",
    ),
    Case(
        "doubts about a folder without packs",
        folder("own"),
        ("rules", "lint", "--rules", "own"),
        3,
        "the folder holds no pack",
    ),
    # Files beside the facts.
    Case(
        "a policy with another ending",
        write("policyengine.yml", "fail_on: low\n"),
        WHOLE,
        3,
        "this policy file is not read",
    ),
    Case("a hidden policy", write(".policyengine.yaml", "fail_on: low\n"), WHOLE, 3, "call it `policyengine.yaml`"),
    Case("a policy that leads nowhere", link("policyengine.yaml"), WHOLE, 3, "`policyengine.yaml` cannot be read"),
    Case("an empty policy", write("policyengine.yaml", ""), WHOLE, 3, "policyengine.yaml:1:1: the file is empty"),
    Case("a policy that is not there", nothing, (*WHOLE, "--policy", "p.yaml"), 2, "there is no `p.yaml`"),
    Case("waivers that are not there", nothing, (*WHOLE, "--waivers", "w.yaml"), 2, "there is no `w.yaml`"),
    Case("empty waivers", write("waivers.yaml", ""), WHOLE, 3, "waivers.yaml:1:1: the file is empty"),
    Case("a baseline that is not there", nothing, (*WHOLE, "--baseline", "b.json"), 2, "there is no `b.json`"),
    Case("an empty baseline", write("b.json", ""), (*WHOLE, "--baseline", "b.json"), 3, "b.json:1:1: not JSON"),
    Case(
        "a baseline of nothing",
        write("b.json", "{}"),
        (*WHOLE, "--baseline", "b.json"),
        3,
        "no report of `policyengine check`",
    ),
    # Reports that cannot be made.
    Case("an unknown format", nothing, (*WHOLE, "--format", "sarfi"), 2, "no format is called `sarfi`"),
    Case("a report in no folder", nothing, (*WHOLE, "--format", "sarif=out/a.sarif"), 2, "there is no folder"),
    Case("a report over a folder", nothing, (*WHOLE, "--format", "sarif=law"), 2, "is not a file that can be replaced"),
    Case(
        "a report into a full device",
        nothing,
        (*WHOLE, "--format", "sarif=/dev/full"),
        2,
        "is not a file that can be replaced",
    ),
    Case(
        "a drawing over a file",
        nothing,
        ("diagram", "facts", *LAW, "--output", "facts/organisations.yaml"),
        2,
        "is not a folder",
    ),
)
