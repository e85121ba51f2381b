"""The tools of the asker. They only read: claims of the analysis, a what-if, a comparison, and the library."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from agents import function_tool
from agents.tool_context import ToolContext

from advisors.asker.lines import AnswerLines
from advisors.document.document import Source
from advisors.document.parts import Sentence
from advisors.questions.answer import Answer
from advisors.questions.changes import AskedChange, AskedKind
from advisors.safety.prompt_data import clean_value
from advisors.writing.citations import ReportSources
from portfolios.facts.fact import Fact

MAX_LINES = 30
MAX_AMOUNT = 1e9
Compared = tuple[Sequence[Sentence], Sequence[Fact]]


@dataclass
class Deps:
    """What one question is answered from.

    before: the questions before it. project: projects the plan with a change. compare: what changed since the analysis
    that is so many before this one; raises LookupError where there is none. library: the notes that can be searched.
    prepare: loads beforehand what `project` needs.
    """

    question: str
    lines: AnswerLines
    project: Callable[[AskedChange], Answer]
    compare: Callable[[int], Awaitable[Compared]]
    library: ReportSources | None = None
    before: tuple[str, ...] = ()
    prepare: Callable[[], object] | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # what-ifs share the draws, so only one runs at a time
    preparation: asyncio.Task[None] | None = None

    @property
    def sources(self) -> ReportSources | None:
        return self.library

    def start_preparing(self) -> None:
        """Load what a what-if needs while the model writes its next request: it has begun to look around."""
        if self.prepare and self.preparation is None:
            self.preparation = asyncio.create_task(self.load_beforehand(self.prepare))

    async def load_beforehand(self, load: Callable[[], object]) -> None:
        async with self.lock:
            with suppress(Exception):  # the what-if meets it again, and says it
                await asyncio.to_thread(load)

    def number_sources(self) -> None:
        """Take over the notes that the library found, with their numbers."""
        self.lines.sources = [
            Source(number=number, topic=note.topic, url=note.source, publisher=note.origin,
                   published=note.published_at.date(), label=note.label)
            for number, note in enumerate(self.library.notes if self.library else (), start=1)
        ]  # fmt: skip


def write_reply(**values: Any) -> str:
    return json.dumps(clean_value(values), ensure_ascii=False)


@function_tool
async def claims(context: ToolContext[Deps], topic: str) -> str:
    """Return the lines that fit a topic.

    Args:
        topic: a few words, such as: fees, bonds, tax of selling.
    """
    context.context.start_preparing()
    return write_reply(lines=context.context.lines.find(topic, MAX_LINES))


@function_tool
async def what_if(context: ToolContext[Deps], change: AskedKind, amount: float) -> str:
    """Project the plan again with one change, on the same scenarios, and return the line that says what it does.

    Args:
        change: save_more (dollars a year), retire_later (years), spend_less (percent), more_equity or less_equity
            (points).
        amount: how much, above zero.
    """
    deps = context.context
    if not isfinite(amount) or not 0 < amount <= MAX_AMOUNT:
        return write_reply(error="The amount has to be above zero and possible.")
    asked = AskedChange(change, amount)
    if tested := [one for one in deps.lines.sentences if one.kind == "change" and one.arguments == (asked.key,)]:
        return write_reply(lines=deps.lines.add(tested, ()))
    async with deps.lock:
        answer = await asyncio.to_thread(deps.project, asked)
    if not answer.sentences:
        return write_reply(error=answer.words)
    return write_reply(lines=deps.lines.add(answer.sentences, answer.facts.facts))


@function_tool
async def compare(context: ToolContext[Deps], back: int) -> str:
    """Return the lines that say which main figures changed since an earlier analysis.

    Args:
        back: 1 for the analysis before this one, 2 for the one before that.
    """
    deps = context.context
    try:
        sentences, facts = await deps.compare(back)
    except LookupError:
        return write_reply(error="There is no such earlier analysis.")
    return write_reply(lines=deps.lines.add(sentences, facts))
