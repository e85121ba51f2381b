"""Answer a question with the lines that a model chooses: read by code, corrected once, and printed by code."""

import logging
from collections.abc import Iterable
from dataclasses import replace

from agents import AgentsException

from advisors.asker.agent import write_lines
from advisors.asker.lines import MAX_STATEMENTS, AnswerLines, AnswerPart
from advisors.asker.tools import Deps
from advisors.budget.spending import UsageLimits
from advisors.budget.terms import RunTerms
from advisors.document.document import Source
from advisors.document.parts import Sentence
from advisors.model_errors import convert_error
from advisors.outline.grammar import OutlineLine, parse_outline
from advisors.outline.reading import Fault, Reading, describe_faults, revise_lines
from advisors.outline.resolve import WrongLine
from advisors.questions.answer import MODEL_FORM, Answer
from advisors.questions.answering import UNKNOWN, UNKNOWN_CHIPS
from advisors.questions.form import Refusal
from advisors.tracing.events import record_decision
from portfolios.facts.fact import FactSheet

logger = logging.getLogger(__name__)
MAX_CALLS = 6
"""Requests to the model for one question, the revision included, and tool calls of the model."""
MAX_TOKENS_OUT = 2_000
COMPANIONS = {"on_track": "one_point"}
"""A claim that needs another one beside it, if the other one is true."""


def limit_question(limits: UsageLimits) -> UsageLimits:
    """Return the limits of an installation, narrowed to one question."""
    return replace(
        limits, turns=min(limits.turns, MAX_CALLS - 1), tool_calls=min(limits.tool_calls, MAX_CALLS),
        requests=MAX_CALLS, tokens_out=MAX_TOKENS_OUT,
    )  # fmt: skip


async def choose_answer(deps: Deps, terms: RunTerms) -> Answer:
    """Return the answer of what a model chose. If nothing is left of it, the question stays unknown."""
    try:
        reading = await write_and_revise(deps, terms)
    except AgentsException as error:
        message = convert_error(error).message
        logger.warning("A model answered no question: %s", message)
        record_decision(f"No answer: {message}")
        return Answer(kind="unknown", words=f"{message} {UNKNOWN}", chips=UNKNOWN_CHIPS)
    for fault in reading.faults:
        record_decision(f"Left out: {fault.reason}", line=fault.line.text)
    parts = [one for one in reading.extras if isinstance(one, Sentence | Source | Refusal)]
    answer = build_answer(parts, deps.lines)
    record_decision(f"{len(answer.sentences)} statements chosen by the model")
    return answer


async def write_and_revise(deps: Deps, terms: RunTerms) -> Reading:
    """Return what the model wrote, with its wrong lines corrected in one revision. Raises AgentsException."""
    run = await write_lines(deps, terms)
    reading = read_answer(parse_outline(run.output), deps)
    if not reading.faults:
        return reading
    record_decision(f"Asked to correct: {reading.faults[0].reason}")
    try:
        revised = await write_lines(deps, terms, run.conversation, describe_faults(reading))
    except AgentsException as error:
        record_decision(f"The revision failed: {convert_error(error).message}")
        return reading
    return read_answer(revise_lines(reading, revised.output), deps)


def read_answer(lines: Iterable[OutlineLine], deps: Deps) -> Reading:
    """Read every line on its own: a wrong one loses itself and no other."""
    deps.number_sources()
    parts: list[AnswerPart] = []
    faults, read = [], tuple(lines)
    for line in read:
        try:
            parts += deps.lines.read(line)
        except WrongLine as wrong:
            faults.append(Fault(line, str(wrong)))
    return Reading(read, extras=tuple(parts), faults=tuple(faults))


def build_answer(parts: Iterable[AnswerPart], lines: AnswerLines) -> Answer:
    """Return the answer: each statement once, six at most, with what may not be missing beside it."""
    chosen = list(parts)
    if refusals := [one for one in chosen if isinstance(one, Refusal)]:
        return Answer(kind="forbidden", form=refusals[0].key, words=refusals[0].words, chips=UNKNOWN_CHIPS)
    sentences: list[Sentence] = []
    for one in chosen:
        if isinstance(one, Sentence):
            sentences.append(one.model_copy(update={"author": "model"}))
            sentences += (other for other in lines.sentences if other.kind == COMPANIONS.get(one.kind))
    if not sentences:
        return Answer(kind="unknown", words=UNKNOWN, chips=UNKNOWN_CHIPS)
    kept = tuple({one.text: one for one in sentences}.values())[:MAX_STATEMENTS]
    about = {lines.facts[figure.fact].of for one in kept for figure in one.figures if figure.fact in lines.facts}
    return Answer(
        kind="answered", form=MODEL_FORM, sentences=kept,
        facts=FactSheet(facts=tuple(fact for fact in lines.facts.values() if fact.of in about)),
        sources=tuple({one.number: one for one in chosen if isinstance(one, Source)}.values()), chips=UNKNOWN_CHIPS,
    )  # fmt: skip
