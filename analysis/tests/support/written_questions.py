"""Questions that people could ask the sample household's analysis, each with what a right answer to it says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisors.document.document import Document
from advisors.planner.output import ConcludeOutput
from advisors.questions.answer import Answer
from advisors.questions.answering import Routed, Source, answer_question
from advisors.questions.routing import Earlier
from analysis.sample.stored import load_sample

FILE = Path(__file__).parents[1] / "data" / "questions.tsv"
KINDS = {
    "worth": {"worth"}, "split": {"split"}, "compare": {"compare"}, "on_track": {"on_track"}, "when": {"earliest"},
    "income": {"sustained", "goal_gap"}, "off_target": {"off_target", "against_target"},
    "fees": {"fees", "dearest", "cheaper"}, "bad_year": {"bad_year", "crash", "halves", "risk_level"},
    "risk": {"company", "diversification", "risk_level", "risk_source"}, "cash": {"share", "reserve"},
    "missing": {"assumed", "assumption", "prices", "grade", "missing_cost"}, "location": {"misplaced"},
    "tax": {"gain", "gain_of", "offset_loss", "missing_cost", "figure"}, "not_modelled": {"not_modelled"},
    "social": {"income"}, "holding": {"holding_worth", "account_worth"}, "share": {"share", "against_target"},
}  # fmt: skip
"""The kinds of claims of which one must come first in the answer."""
BY_FORM = ("takes", "trade", "changed", "source")
"""Questions whose answer is an action, a comparison or the formula of a figure: their form is compared."""


@dataclass(frozen=True)
class Asked:
    """expected: what a right answer says, such as holding:nvda or what_if:save_more:3600. after: the one before."""

    expected: str
    text: str
    after: str = ""


@cache
def sample_source() -> Source:
    stored = load_sample()
    concluded = next(step.output for step in stored.steps if step.name == "conclude")
    document = stored.report_payload.document
    assert isinstance(document, Document) and concluded is not None
    return Source(stored.facts, ConcludeOutput.model_validate(concluded).statements, document.actions)


@cache
def read_questions() -> tuple[Asked, ...]:
    return tuple(Asked(*line.split("\t")) for line in FILE.read_text().splitlines())


def ask_sample(asked: Asked) -> Routed:
    earlier = None
    if asked.after:
        earlier = Earlier(asked.after, answer_question(asked.after, sample_source()).form)
    return answer_question(asked.text, sample_source(), earlier)


def judge(asked: Asked, routed: Routed) -> str:
    """Return "right", "wrong", or "not answered", which is right for what Alex knows nothing of."""
    kind, _, rest = asked.expected.partition(":")
    answer = routed.answer
    if kind == "unknown":
        return "right" if answer and answer.kind in ("unknown", "forbidden") else "wrong"
    if answer and (answer.kind == "unknown" or (answer.kind == "unclear" and kind != "unclear")):
        return "not answered"
    if kind == "what_if":
        return "right" if rest in (_changes(routed), _changes(routed).rpartition(":")[0]) else "wrong"
    return "right" if answer and _is_right(kind, rest, answer) else "wrong"


def _is_right(kind: str, rest: str, answer: Answer) -> bool:
    if kind in ("forbidden", "unclear"):
        return (answer.kind, answer.form) == (kind, rest)
    if kind in BY_FORM:
        return answer.form == kind
    if kind == "why" or not answer.sentences:
        return bool(answer.sentences)
    first = answer.sentences[0]
    if kind == "largest":
        return (first.kind, first.arguments) == ("rank", (rest, "1"))
    return first.kind in KINDS[kind] and (not rest or rest in first.arguments)


def _changes(routed: Routed) -> str:
    """Return the change that an answer is about, such as save_more:3600."""
    if routed.change:
        return f"{routed.change.kind}:{routed.change.amount:.10g}"
    told = routed.answer.sentences if routed.answer else ()
    if not told or told[0].kind != "change":
        return ""
    kind, _, amount = told[0].arguments[0].rpartition("_")
    return f"{kind}:{amount}"
