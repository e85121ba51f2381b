"""Say which main figures changed since an earlier analysis. Both values are facts, each with its card."""

from collections.abc import Iterator
from datetime import date

from advisors.comparing.compare import list_changed
from advisors.document.parts import FigurePart, NamePart, Part, Sentence, TextPart
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family
from portfolios.facts.formatting import format_fact

LONGEST_MEMBER = 60
NO_PLAN = "no_projection"
"""The claim of an analysis that shows no plan, so that no figure of a plan is said."""


def list_changes(
    before: FactSheet, after: FactSheet, day: date, kinds: frozenset[str]
) -> Iterator[tuple[Sentence, Fact]]:
    """Yield a sentence for each main figure that differs, with the earlier figure as a fact of its own.

    day: of the earlier analysis. kinds: of the claims that the later one makes.
    """
    for changed in list_changed(before, after):
        if changed.before is None or changed.after is None:
            continue
        earlier, later = before[changed.fact], after[changed.fact]
        if later.family != Family.PLAN or NO_PLAN not in kinds:
            fact = date_fact(earlier, day)
            yield build_change(fact, later, day), fact


def date_fact(fact: Fact, day: date) -> Fact:
    """Return a fact of an earlier analysis as one that can stand beside today's."""
    return fact.model_copy(
        update={
            "of": f"{fact.of[:LONGEST_MEMBER]}_on_{day:%Y%m%d}".lstrip("_"), "inputs": (),
            "label": f"{fact.label} on {day:%B} {day.day}, {day.year}",
        }
    )  # fmt: skip


def build_change(earlier: Fact, later: Fact, day: date) -> Sentence:
    before, after = format_fact(earlier), format_fact(later)
    parts: tuple[Part, ...] = (
        NamePart(text=later.label), TextPart(text=" was "), FigurePart(fact=earlier.id, text=before),
        TextPart(text=f" on {day:%B} {day.day}, {day.year}, and is "), FigurePart(fact=later.id, text=after),
        TextPart(text="."),
    )  # fmt: skip
    return Sentence(
        kind="changed", arguments=(later.id, f"{day:%Y%m%d}"), verdict="differs", mood="neutral", parts=parts,
        decided_by=(earlier.id, later.id), author="code",
    )  # fmt: skip
