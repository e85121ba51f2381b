"""Say the sentences of an analysis again: the choice of each is read, its words and figures come from the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from advisors.charter.chart import Chart
from advisors.charter.drawing import build_chart
from advisors.charter.series import SeriesData
from advisors.claims.case import ClaimCase
from advisors.claims.registry import KINDS, parse_claim, say, sayable
from advisors.claims.statement import CannotSay, Statement
from advisors.document.document import Block, DocumentSection, Letter, Note
from advisors.document.parts import Sentence
from advisors.document.tables import build_tables
from advisors.document.writer import Chosen, print_paragraphs, print_statements

ABOUT_THE_RUN = frozenset({"failed", "part"})
"""Kinds of sentences that are not about the person: a specialist without a result, and a part with nothing to say."""


@dataclass
class Sayer:
    """Says chosen sentences of one case.

    digest: that of the document, by which its phrasings were chosen. lost: what was chosen and cannot be said any more.
    """

    case: ClaimCase
    digest: str
    lost: list[str] = field(default_factory=list)

    @cached_property
    def statements(self) -> dict[tuple[str, tuple[str, ...]], Statement]:
        return {(one.kind, one.arguments): one for one in sayable(self.case)}

    def choose(self, sentences: Iterable[Sentence]) -> list[Chosen]:
        """Return the statements of printed sentences, as they are true of this case."""
        chosen = []
        for sentence in sentences:
            statement = self.statements.get((sentence.kind, sentence.arguments)) or self._judge(sentence)
            if statement is None:
                self.lost.append(sentence.text)
            else:
                chosen.append(Chosen(statement, sentence.author, sentence.link))
        return chosen

    def _judge(self, sentence: Sentence) -> Statement | None:
        """Ask the claim itself, for arguments that nobody offers. Return None if it cannot be said."""
        if sentence.kind not in KINDS:
            return None
        fields = KINDS[sentence.kind].model_fields
        try:
            return say(parse_claim(sentence.kind, dict(zip(fields, sentence.arguments, strict=False))), self.case)
        except CannotSay:
            return None

    def say_sections(self, sections: Sequence[DocumentSection]) -> tuple[DocumentSection, ...]:
        """Say sections again, with their tables. Background that a model wrote stays as it is."""
        tables = build_tables(self.case)
        again = []
        for section in sections:
            notes = tuple(block for block in section.blocks if isinstance(block, Note))
            paragraphs = print_paragraphs(self.choose(section.sentences), self.digest)
            blocks: tuple[Block, ...] = (*paragraphs, *notes, *tables.get(section.key, ()))
            again.append(DocumentSection(key=section.key, blocks=blocks))
        return tuple(again)

    def say_letter(self, letter: Letter) -> Letter:
        """Say a letter again, in its shortest words if these are the words it was printed in."""
        parts = {name: getattr(letter, name) for name in Letter.model_fields}
        about_run = {name: tuple(one for one in part if one.kind in ABOUT_THE_RUN) for name, part in parts.items()}
        chosen = {name: self.choose(one for one in part if one not in about_run[name]) for name, part in parts.items()}

        def print_letter(*, shortest: bool) -> Letter:
            return Letter(**{
                name: (*about_run[name], *print_statements(part, self.digest, shortest=shortest))
                for name, part in chosen.items()
            })  # fmt: skip

        usual, short = print_letter(shortest=False), print_letter(shortest=True)
        return short if short == letter else usual

    def say_charts(self, charts: dict[str, Chart], series: Sequence[SeriesData]) -> dict[str, Chart]:
        """Draw charts again, each as it was drawn, with its caption."""
        offered = {one.key: one for one in series}
        self.lost += [chart.title for key, chart in charts.items() if key not in offered]
        return {
            key: build_chart(offered[key], chart.type, tuple(
                print_statements(self.choose(chart.caption), self.digest)
            ))
            for key, chart in charts.items() if key in offered
        }  # fmt: skip
