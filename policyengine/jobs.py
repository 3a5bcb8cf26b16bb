"""Judging registers side by side: a process for each share of them, and one outcome, the same as of one process.

From no register a path leads into another, so each can be judged alone once all are read. Reading stays in one process,
because facts cost as much to hand over as to read: a child is a copy of this process, made by the system when
everything has been read, and hands back its share of the outcome.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import reduce
from typing import Any

from policyengine.check import Asked, Loaded, chosen_registers
from policyengine.check import run as run_alone
from policyengine.engine import BOTH
from policyengine.findings import Outcome
from policyengine.register.records import Facts
from policyengine.source.collector import collector_paused
from policyengine.triage.compose import finding_order
from policyengine.triage.questions import most_decisive


class WorkerError(Exception):
    """A process that judged a share of the registers failed; says how."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(asked: Asked, loaded: Loaded, jobs: int) -> Outcome:
    """What `check.run` gives, by up to `jobs` processes; fewer where there are fewer registers.

    By this process alone where processes cannot be copied, and where the whole is asked for at once: beside a
    baseline, with two engines that are compared, and for a report to keep. Raises `WorkerError`.
    """
    whole = loaded.baseline is not None or asked.engine == BOTH or asked.documented or not hasattr(os, "fork")
    shares = [] if whole or jobs < 2 else shared_out(loaded.facts, jobs)
    if len(shares) < 2:
        return run_alone(asked, loaded)
    parts = [replace(loaded, facts=chosen_registers(loaded.facts, share)) for share in shares]
    # Judged here is what is likely to take longest: the others have their outcome to hand over as well.
    with collector_paused(), _begun(asked, parts[1:]) as others:
        first = run_alone(asked, parts[0])
        return merged([first, *(_handed_over(child, others) for child in tuple(others))], loaded)


def shared_out(facts: Facts, jobs: int) -> list[list[str]]:
    """The registers in at most `jobs` shares of about as many records, neighbours together, in order of their names."""
    sizes = {slug: sum(map(len, one.by_kind.values())) for slug, one in sorted(facts.registers.items())}
    shares: list[list[str]] = [[]]
    room = left = sum(sizes.values()) / jobs
    for slug, size in sizes.items():
        if shares[-1] and len(shares) < jobs and left < size / 2:
            shares.append([])
            left += room
        shares[-1].append(slug)
        left -= size
    return shares


def merged(outcomes: Sequence[Outcome], loaded: Loaded) -> Outcome:
    """One outcome of those of the shares, which are in the order of their registers."""
    first = outcomes[0]
    states = {state.terms.location: state for one in outcomes for state in one.waivers}
    in_order = (entry.terms.location for entry in loaded.waivers.entries)
    counts = reduce(lambda all_, one: all_ + Counter(one.counts), outcomes, Counter[str]())
    return replace(
        first,
        registers=tuple(slug for one in outcomes for slug in one.registers),
        findings=sorted((finding for one in outcomes for finding in one.findings), key=finding_order),
        questions=sorted((question for one in outcomes for question in one.questions), key=most_decisive),
        questions_left_out=sum(one.questions_left_out for one in outcomes),
        counts={verdict: counts[verdict] for verdict in first.counts},
        titles={slug: title for one in outcomes for slug, title in one.titles.items()},
        verdicts=[verdict for one in outcomes for verdict in one.verdicts],
        without_record=sorted(set.intersection(*(set(one.without_record) for one in outcomes))),
        waivers=tuple(states[place] for place in in_order if place in states),
    )


@contextmanager
def _begun(asked: Asked, parts: Sequence[Loaded]) -> Iterator[dict[int, int]]:
    """Children that judge, each with the file from which to read what it hands over; none is left at the end."""
    children: dict[int, int] = {}
    # What stays in place is not copied for the sake of the collector.
    gc.freeze()
    try:
        for part in parts:
            ours, theirs = os.pipe()
            # An interrupt waits until the child is known: nobody else would end it.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
            try:
                child = os.fork()
                if not child:
                    _child(asked, part, theirs)
                children[child] = ours
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(theirs)
        yield children
    finally:
        gc.unfreeze()
        for child, file in children.items():
            os.close(file)
            with suppress(OSError):
                # Those that are done keep their number until they are waited for, so nobody else is met.
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _child(asked: Asked, part: Loaded, file: int) -> None:
    """Judge, hand over the outcome or what went wrong, and end without a word: this is nobody's last exit."""
    import pickle

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            answer: object = replace(run_alone(asked, part), texts={})
        except Exception as error:  # whatever it is, the parent tells it
            answer = f"{type(error).__name__}: {error}"
        with open(file, "wb") as stream:
            pickle.dump(answer, stream, 5)
        os._exit(0)
    finally:
        os._exit(1)


def _handed_over(child: int, children: dict[int, int]) -> Outcome:
    """The outcome of a child. Raises `WorkerError` where there is none."""
    import pickle

    answer: Any
    with open(children[child], "rb", closefd=False) as stream:
        content = stream.read()
    try:
        answer = pickle.loads(content)  # noqa: S301 - from a copy of this process
    except Exception:
        os.close(children.pop(child))
        _, status = os.waitpid(child, 0)
        how = f"by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"with {os.WEXITSTATUS(status)}"
        raise WorkerError(f"a process that judged a share of the registers was ended {how}") from None
    if isinstance(answer, str):
        raise WorkerError(answer)
    outcome: Outcome = answer
    return outcome
