"""The lines that an answer can consist of: claims, actions and facts of one analysis, and what the tools added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from advisors.claims.registry import KINDS
from advisors.document.document import SECTION_TITLES, Source
from advisors.document.parts import Sentence
from advisors.outline.grammar import OutlineLine
from advisors.outline.menu import normalize
from advisors.outline.resolve import WrongLine
from advisors.questions.answering import Source as Analysis
from advisors.questions.answering import state_fact
from advisors.questions.form import Refusal
from advisors.questions.forms import FORMS, REFUSALS
from advisors.questions.members import NAMED_FAMILIES
from advisors.questions.reading import read_question
from advisors.questions.routing import SOFT
from advisors.questions.words import split_words
from advisors.safety.prompt_data import has_injection
from portfolios.facts.fact import Fact

MAX_STATEMENTS = 6
STEM = 5
"""The letters of a word that are compared, so that "spending" finds "spend"."""
SHORTEST_WORD = 4
MEMBER_POINTS = 3
NEAREST = 3
STATED_FAMILIES = tuple(family for family, _ in NAMED_FAMILIES)
AnswerPart = Sentence | Source | Refusal


@dataclass
class AnswerLines:
    """What can be said of one analysis. added: sentences of the tools, and facts: the figures that they computed.

    sources: the library notes that were found, in the order of their numbers.
    """

    analysis: Analysis
    added: list[Sentence] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return (*self.added, *self.analysis.statements)

    def add(self, sentences: Sequence[Sentence], facts: Sequence[Fact]) -> list[str]:
        """Add what a tool computed, each once, and return its lines."""
        known = {write_line(one) for one in self.sentences}
        self.added += [one for one in sentences if write_line(one) not in known]
        self.facts |= {fact.id: fact for fact in facts if fact.id not in self.analysis.facts}
        return [_show(one) for one in sentences if not has_injection(_show(one))]

    def find(self, topic: str, most: int) -> list[str]:
        """Return the lines that fit a topic best, then the heaviest of each kind. A name that gives orders is left out.

        A line fits by the claims that questions of its kind get, by the members it names, and by its words.
        """
        reading = read_question(topic, self.analysis.names.by_words)
        asked = reading.concepts - SOFT
        kinds: dict[str, int] = {}
        for form in FORMS:
            shared = max(len(cue & asked) for cue in form.cue_sets)
            for pick in (*form.picks, *form.member_picks) if shared else ():
                kinds[pick.kind] = max(kinds.get(pick.kind, 0), shared)
        members = {member.of for member in reading.members}
        stems = {word[:STEM] for word in (*reading.words, *split_words(topic)) if len(word) >= SHORTEST_WORD}

        def score(kind: str, arguments: Sequence[str], text: str) -> int:
            section = SECTION_TITLES.get(KINDS[kind].section, "") if kind in KINDS else ""
            words = {word[:STEM] for word in split_words(f"{kind.replace('_', ' ')} {section} {text}")}
            return kinds.get(kind, 0) + MEMBER_POINTS * bool(members & {*arguments}) + len(stems & words)

        rated = [(score(*about), about[0], line) for about, line in self._list()]
        fitting = sorted((one for one in rated if one[0]), key=lambda one: -one[0])
        heaviest: dict[str, str] = {}
        for _, kind, line in rated:
            heaviest.setdefault(kind, line)
        found = dict.fromkeys([*(line for _, _, line in fitting), *heaviest.values()])
        return [line for line in found if not has_injection(line)][:most]

    def _list(self) -> Iterator[tuple[tuple[str, Sequence[str], str], str]]:
        """Yield what a line is about, with the line: claims, actions, then figures that stand for themselves."""
        for one in self.sentences:
            yield (one.kind, one.arguments, one.text), _show(one)
        for action in self.analysis.actions:
            about = (action.kind, action.arguments, " ".join(one.text for one in action.sentences))
            yield about, f"do {action.id} = {action.title.text}"
        for fact in self.analysis.facts.facts:
            if may_state(fact):
                yield ("fact", (fact.of,), fact.label), f"fact {fact.id} = {state_fact(fact).text}"

    def read(self, line: OutlineLine) -> tuple[AnswerPart, ...]:
        """Return what a line says. Raises WrongLine with what would be right."""
        if line.type == "do":
            return self.read_action(line)
        if line.type != "claim":
            raise WrongLine("A line names a claim, an action after `do`, or a figure after `fact`.")
        if line.name == "none":
            return ()
        if line.name == "refuse":
            return tuple(one for one in REFUSALS if one.key in line.arguments)
        if line.name == "source":
            return (self.read_source(line),)
        if line.name == "fact":
            return (self.read_fact(line),)
        return (self.read_claim(line),)

    def read_action(self, line: OutlineLine) -> tuple[Sentence, ...]:
        """Return everything that is printed of an action. Raises WrongLine."""
        wanted = normalize("_".join((line.name, *line.arguments)))
        for action in self.analysis.actions:
            if wanted in (action.id, action.kind):
                return tuple(action.sentences)
        raise WrongLine(f"There is no action {line.name}. {self._nearest(line.name, 'do ')}")

    def read_source(self, line: OutlineLine) -> Source:
        """Return a library note that was found. Raises WrongLine."""
        for source in self.sources:
            if line.arguments == (str(source.number),):
                return source
        raise WrongLine("A source is a note that search_library found, such as: source 1.")

    def read_fact(self, line: OutlineLine) -> Sentence:
        """Return a figure that may stand by itself. Raises WrongLine."""
        name = "".join(line.arguments[:1])
        fact = self.analysis.facts.by_id.get(name)
        if fact is None or not may_state(fact):
            raise WrongLine(f"There is no such figure. {self._nearest(name, 'fact ')}")
        return state_fact(fact)

    def read_claim(self, line: OutlineLine) -> Sentence:
        """Return the statement that a line names, copies or means by the name of a member. Raises WrongLine."""
        copied, written = normalize(line.text.partition(" = ")[0]), normalize(" ".join((line.name, *line.arguments)))
        of_kind = [one for one in self.sentences if one.kind == line.name]
        for one in self.sentences:
            if normalize(write_line(one)) == written or normalize(one.text) == copied:
                return one
        if len(of_kind) == 1 and not line.arguments:
            return of_kind[0]
        member = self.analysis.names.by_words.get(tuple(split_words(" ".join(line.arguments))))
        named = [one for one in of_kind if member and one.arguments[-1:] == (member.of,)]
        if len(named) == 1:
            return named[0]
        raise WrongLine(f"This cannot be said. {self._nearest(' '.join((line.name, *line.arguments)))}")

    def _nearest(self, written: str, before: str = "") -> str:
        """Return the lines that are written most like a wrong one, as a hint."""
        known = [line.partition(" = ")[0] for _, line in self._list() if line.startswith(before)]
        near = get_close_matches(f"{before}{written}", known, n=NEAREST, cutoff=0.0)
        return f"Near: {'; '.join(near)}." if near else ""


def may_state(fact: Fact) -> bool:
    """Return whether a figure may be said by itself, as in the answers of the router. Others need their claim."""
    return fact.value is not None and any(
        fact.measure == measure and fact.family in ((family,) if family else STATED_FAMILIES)
        for form in FORMS
        for family, measure in form.member_facts
    )


def write_line(sentence: Sentence) -> str:
    return " ".join((sentence.kind, *sentence.arguments))


def _show(sentence: Sentence) -> str:
    return f"{write_line(sentence)} = {sentence.text}"
