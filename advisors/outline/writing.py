"""A writing step: the model's outline, one revision in the same conversation, and the rest put right by code."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agents import AgentsException

from advisors.claims.ranking import choose_statements
from advisors.claims.registry import KINDS
from advisors.document.writer import Chosen
from advisors.model_errors import convert_error
from advisors.outline.assembling import LEADS, choose_lines
from advisors.outline.menu import Menu, write_line
from advisors.outline.reading import Fault, Reader, Reading, describe_faults
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.run import AgentRun
from advisors.runtime.step_output import LineCounts
from advisors.tracing.events import record_decision

logger = logging.getLogger(__name__)
Ask = Callable[[Sequence[Any], str], Awaitable[AgentRun]]
"""Asks the agent. Its arguments: the conversation so far, empty at first, and the revision to ask for."""


@dataclass(frozen=True)
class Outline:
    """A finished outline. faults: the lines that are left out. rewritten: whether no line of a model stands in it."""

    chosen: tuple[Chosen, ...]
    reading: Reading
    counts: LineCounts
    model: str
    rewritten: bool = False

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.reading.faults


def write_builtin_lines(menu: Menu) -> str:
    """Return the outline of the built-in writer for some sections: what weighs most, and the lead of each section."""
    chosen = [s for s in choose_statements(menu.case) if KINDS[s.kind].section in menu.sections]
    kinds = {statement.kind for statement in chosen}
    for section in menu.sections:
        leads = [kind for kind in LEADS.get(section, ()) if kind in menu.by_name]
        if leads and not kinds.intersection(leads):
            chosen.append(menu.by_name[leads[0]][0])
    return "\n".join(map(write_line, chosen))


async def write_outline(ask: Ask, build_reader: Callable[[], Reader], builtin: str) -> Outline:
    """Return the outline of a model, or of the built-in writer if no line of the model can be used.

    build_reader: called after each answer, because a tool may have made more claims possible. builtin: the outline of
    the built-in writer. Nothing but a wrong line is lost, and what must be told is added.
    """
    wrong: frozenset[int] = frozenset()
    try:
        run = await ask((), "")
        first = reading = build_reader().read(run.output)
        wrong = first.wrong
        if wrong:
            reading = await _revise(ask, run, build_reader, first)
        if not reading.is_empty:
            return _finish(reading, build_reader().menu, run.model, wrong)
        record_decision("The built-in writer took over: no line of the answer could be used")
    except AgentsException as error:
        logger.warning("A model failed, the built-in writer takes over: %s", error)
        record_decision(f"The built-in writer took over: {convert_error(error).message}")
    reader = build_reader()
    outline = _finish(reader.read(builtin), reader.menu, BUILTIN_MODEL_NAME, frozenset())
    return replace(outline, counts=LineCounts(left_out=len(wrong)), rewritten=True)


async def _revise(ask: Ask, run: AgentRun, build_reader: Callable[[], Reader], first: Reading) -> Reading:
    """Ask once for the wrong lines. A failed call loses these lines and no other."""
    count = len(first.faults)
    lines = "1 line" if count == 1 else f"{count} lines"
    record_decision(f"Asked to put right {lines}: {first.faults[0].reason}",
                    lines=[f"{fault.line.text}: {fault.reason}" for fault in first.faults])  # fmt: skip
    try:
        answer = await ask(run.conversation, describe_faults(first))
    except AgentsException as error:
        logger.warning("A revision failed, its lines are left out: %s", error)
        record_decision(f"The revision failed: {convert_error(error).message}")
        return first
    return build_reader().revise(first, answer.output)


def _finish(reading: Reading, menu: Menu, model: str, wrong_at_first: frozenset[int]) -> Outline:
    is_builtin = model == BUILTIN_MODEL_NAME
    chosen = choose_lines(reading.claims, menu, "built_in" if is_builtin else "model")
    for fault in reading.faults:
        record_decision(f"Left out: {fault.reason}", line=fault.line.text)
    counts = LineCounts(added=sum(one.author == "code" for one in chosen))
    if not is_builtin:  # a line that repeats another is not printed, and not counted
        claims = {claim.line.number for claim in reading.claims}
        printed = (reading.right - claims) | {one.number for one in chosen if one.author == "model"}
        counts = LineCounts(
            by_model=len(printed - wrong_at_first),
            put_right=len(wrong_at_first & reading.right),
            added=counts.added,
            left_out=len((wrong_at_first - reading.right) | reading.wrong),
        )
    record_decision(counts.describe() or f"{len(chosen)} lines chosen by the built-in writer")
    return Outline(tuple(chosen), reading, counts, model)
