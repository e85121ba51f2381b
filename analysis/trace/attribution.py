"""List each sentence of an analysis with who chose it and the facts behind it, from the stored document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisors import team
from advisors.document.document import LETTER_TITLES, RETIREMENT_SECTIONS, Document, DocumentSection
from advisors.document.parts import Sentence
from advisors.planner.spec import CONCLUDE
from advisors.runtime.step_output import VerifiedOutput
from analysis.models import Step
from analysis.trace.waterfall import Trace
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.formatting import format_fact

AUTHORS = {
    "model": "chosen by the model",
    "built_in": "chosen by the built-in writer",
    "code": "added by code, because it has to be told",
}


@dataclass(frozen=True)
class FactBehind:
    """A fact with its figure. inputs: the facts it was computed from, each as a label with its figure."""

    fact: Fact
    text: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class TracedSentence:
    text: str
    author: str
    verdict: str
    facts: tuple[FactBehind, ...]


@dataclass(frozen=True)
class TracedSection:
    """One part of the document. role: of the agent whose step it is. anchor: of the run in the trace."""

    title: str
    role: str
    model: str
    anchor: str
    sentences: tuple[TracedSentence, ...]

    @property
    def name(self) -> str:
        return team.agent_name(self.role)

    @property
    def color(self) -> str:
        return team.agent_color(self.role)


def build_sections(
    document: Document, outputs: Mapping[str, VerifiedOutput], facts: FactSheet, trace: Trace
) -> list[TracedSection]:
    """Return the parts of a document in their order. outputs: of its steps, by name. facts: everything it shows."""
    letter = document.letter
    actions = [sentence for action in document.actions for sentence in action.sentences]
    parts: list[tuple[str, str, Sequence[Sentence]]] = [
        (LETTER_TITLES["stands"], CONCLUDE.name, letter.stands),
        (LETTER_TITLES["matters"], CONCLUDE.name, letter.matters),
        (LETTER_TITLES["actions"], CONCLUDE.name, actions),
        (LETTER_TITLES["leaves_out"], CONCLUDE.name, letter.leaves_out),
        *((section.title, find_step(section), section.sentences) for section in document.sections),
    ]
    return [
        _trace_section(title, step, sentences, outputs.get(step), facts, trace)
        for title, step, sentences in parts
        if sentences
    ]


def find_step(section: DocumentSection) -> str:
    """Return the name of the step that wrote a section."""
    return Step.Name.RETIREMENT if section.key in RETIREMENT_SECTIONS else Step.Name.REPORT


def _trace_section(
    title: str, step: str, sentences: Sequence[Sentence], output: VerifiedOutput | None, facts: FactSheet, trace: Trace
) -> TracedSection:
    """Return one part. The choice of no run was printed in a rewritten part: it links to the step, which says why."""
    node = trace.step(step) if output and output.rewritten else trace.writer(step)
    role, anchor = (node.role, node.anchor) if node else ("", "")
    return TracedSection(title, role, output.model if output else "", anchor, tuple(_trace_sentences(sentences, facts)))


def _trace_sentences(sentences: Sequence[Sentence], facts: FactSheet) -> Iterator[TracedSentence]:
    for sentence in sentences:
        ids = dict.fromkeys((*(figure.fact for figure in sentence.figures), *sentence.decided_by))
        behind = []
        for fact in (facts.by_id[fact_id] for fact_id in ids if fact_id in facts):
            inputs = (facts.by_id[fact_id] for fact_id in fact.inputs if fact_id in facts)
            described = (f"{i.label}: {'not known' if i.value is None else format_fact(i)}" for i in inputs)
            text = "not known" if fact.value is None else format_fact(fact)
            behind.append(FactBehind(fact, text, tuple(described)))
        yield TracedSentence(sentence.text, AUTHORS[sentence.author], sentence.verdict.replace("_", " "), tuple(behind))
