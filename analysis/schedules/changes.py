"""What matters that changed between two analyses: the chance, verdicts of weighty claims, and recommendations."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.claims.ranking import MUST_TELL_WEIGHT
from advisors.claims.registry import KINDS
from advisors.comparing.attribution import EVERYTHING, NOTHING
from advisors.comparing.compare import Analyzed, compare
from advisors.comparing.inputs import TwoInputs
from advisors.comparing.result import MeasureName
from advisors.document.parts import Sentence
from advisors.retirement.scenarios.compare import compute_difference
from analysis.models import Job
from analysis.schedules.finding import Finding
from analysis.schedules.stored import load_actions, load_statements

MIN_POINTS = 1
"""Points of the chance. Less does not show on a page, which prints whole percents."""
CLEAR_ERRORS = 2
CHANCE: MeasureName = "chance"


def find_changes(before: Job, after: Job) -> list[Finding]:
    """Return what changed from one completed analysis to a later one of the same person, the chance first."""
    return [*find_moved_chance(before, after), *find_new_verdicts(before, after), *find_changed_actions(before, after)]


def find_moved_chance(before: Job, after: Job) -> Iterator[Finding]:
    """Yield the change of the chance if it is more than the paired error. A change of method is none."""
    assert before.snapshot and after.snapshot and before.facts and after.facts
    analyzed = Analyzed(TwoInputs(before.snapshot, after.snapshot), (before.facts, after.facts))
    measure = next((one for one in compare(analyzed).measures if one.name == CHANCE), None)
    if measure is None:
        return
    base, later = analyzed.baseline(NOTHING), analyzed.baseline(EVERYTHING)
    assert base is not None and later is not None
    error = 100 * Decimal(repr(compute_difference(base.projection, later.projection).standard_error or 0.0))
    moved = measure.difference - measure.method
    if abs(moved) < MIN_POINTS or abs(moved) <= CLEAR_ERRORS * error:
        return
    verb = "rose" if moved > 0 else "fell"
    yield Finding(
        kind="chance", key=CHANCE,
        text=f"The chance that your money lasts {verb} from {measure.after - moved:.0f}% to {measure.after:.0f}%.",
    )  # fmt: skip


def is_weighty(statement: Sentence) -> bool:
    kind = KINDS.get(statement.kind)
    return kind is not None and kind.weights.get(statement.verdict, 0) >= MUST_TELL_WEIGHT


def find_new_verdicts(before: Job, after: Job) -> Iterator[Finding]:
    """Yield the claims with another verdict, where one of both verdicts weighs enough to be told."""
    was = load_statements(before)
    for key, now in load_statements(after).items():
        then = was.get(key)
        if then and then.verdict != now.verdict and (is_weighty(then) or is_weighty(now)):
            yield Finding(kind="verdict", key=key, verdict=now.verdict, text=now.text)


def find_changed_actions(before: Job, after: Job) -> Iterator[Finding]:
    was, now = load_actions(before), load_actions(after)
    for key in (key for key in now if key not in was):
        yield Finding(kind="new_action", key=key, text=f"New recommendation: {now[key].title.text}")
    for key in (key for key in was if key not in now):
        yield Finding(kind="gone_action", key=key, text=f"No longer recommended: {was[key].title.text}")
