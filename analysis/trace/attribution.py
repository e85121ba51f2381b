"""List each sentence of an analysis with who chose it and the facts behind it, from the stored document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisors import team
from advisors.document.document import LETTER_TITLES, Document, DocumentSection
from advisors.document.parts import Author, Sentence
from advisors.planner.spec import CONCLUDE
from advisors.runtime.step_output import VerifiedOutput
from analysis.trace.waterfall import Trace
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.formatting import format_fact

AUTHORS: Mapping[Author, str] = {
    "model": "chosen by the model",
    "built_in": "chosen by the built-in writer",
    "code": "added by code, because it has to be told",
}
ACTION_AUTHORS = {**AUTHORS, "code": "advised by code, by fixed rules"}


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
    parts: list[tuple[str, str, Iterable[TracedSentence]]] = [
        (LETTER_TITLES["stands"], CONCLUDE.name, _trace_sentences(letter.stands, facts)),
        (LETTER_TITLES["matters"], CONCLUDE.name, _trace_sentences(letter.matters, facts)),
        (LETTER_TITLES["actions"], CONCLUDE.name, _trace_sentences(actions, facts, ACTION_AUTHORS)),
        (LETTER_TITLES["leaves_out"], CONCLUDE.name, _trace_sentences(letter.leaves_out, facts)),
        *((one.title, find_step(one), _trace_sentences(one.sentences, facts)) for one in document.sections),
    ]
    sections = []
    for title, step, printed in parts:
        if sentences := tuple(printed):
            output = outputs.get(step)
            # the choice of no run was printed in a rewritten part: it links to the step, which says why
            node = trace.step(step) if output and output.rewritten else trace.writer(step)
            role, anchor = (node.role, node.anchor) if node else ("", "")
            sections.append(TracedSection(title, role, output.model if output else "", anchor, sentences))
    return sections


def find_step(section: DocumentSection) -> str:
    """Return the name of the step that wrote a section."""
    return team.writer_of(section.key).step.name


def _trace_sentences(
    sentences: Iterable[Sentence], facts: FactSheet, authors: Mapping[Author, str] = AUTHORS
) -> Iterator[TracedSentence]:
    for sentence in sentences:
        ids = dict.fromkeys((*(figure.fact for figure in sentence.figures), *sentence.decided_by))
        behind = []
        for fact in (facts.by_id[fact_id] for fact_id in ids if fact_id in facts):
            inputs = (facts.by_id[fact_id] for fact_id in fact.inputs if fact_id in facts)
            described = (f"{i.label}: {'not known' if i.value is None else format_fact(i)}" for i in inputs)
            text = "not known" if fact.value is None else format_fact(fact)
            behind.append(FactBehind(fact, text, tuple(described)))
        yield TracedSentence(sentence.text, authors[sentence.author], sentence.verdict.replace("_", " "), tuple(behind))
