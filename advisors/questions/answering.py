"""Answer a routed question from what an analysis can say of a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from advisors.document.parts import FigurePart, NamePart, Part, Sentence, TextPart
from advisors.document.printed_action import PrintedAction
from advisors.questions.answer import Answer
from advisors.questions.changes import AskedChange, read_change
from advisors.questions.form import Pick, QuestionForm
from advisors.questions.forms import FORMS
from advisors.questions.members import Member, Names
from advisors.questions.routing import Earlier, Route, route_question
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family
from portfolios.facts.formatting import format_fact

MAX_SENTENCES = 6
UNKNOWN = "I can't answer that from your figures. I can answer these:"
SOURCE_CHIPS = ("Where does my chance come from?", "Where do my fees come from?", "How do you calculate a bad year?")
UNKNOWN_CHIPS = ("Am I on track?", "What am I worth?", "How much cash do I have?", "What is not modeled?")
MAX_INPUTS = 6


@dataclass(frozen=True)
class Source:
    """What answers are made of: the facts of an analysis, everything code can say of them, and its actions."""

    facts: FactSheet
    statements: Sequence[Sentence]
    actions: Sequence[PrintedAction] = ()

    @cached_property
    def names(self) -> Names:
        return Names(self.facts)


@dataclass(frozen=True)
class Routed:
    """A question with its answer, or with the change of the plan that must be projected first."""

    answer: Answer | None
    change: AskedChange | None = None
    form: str = ""


def answer_question(question: str, source: Source, earlier: Earlier | None = None) -> Routed:
    """Answer a question. A what-if that was not tested comes back as a change to project."""
    route = route_question(question, source.names.by_words, earlier)
    if route.refusal is not None:
        chips = (*(f"How much {member.name} do I own?" for member in route.members[:1]), *UNKNOWN_CHIPS)[:4]
        return Routed(Answer(kind="forbidden", form=route.refusal.key, words=route.refusal.words, chips=chips))
    form = route.form
    if form is None:
        return Routed(Answer(kind="unknown", words=UNKNOWN, chips=UNKNOWN_CHIPS))
    if route.asks_why:
        reasons = _answer_with(form, form.why or form.picks, route.members, source)
        return Routed(reasons.model_copy(update={"chips": _chips_near(form)[1:]}), form=form.key)
    if form.change:
        return _answer_change(form, route, source)
    if form.key == "source":
        return Routed(_explain_source(form, route, source), form=form.key)
    picks = form.member_picks if route.members and form.member_picks else form.picks
    return Routed(_answer_with(form, picks, route.members, source), form=form.key)


def _answer_change(form: QuestionForm, route: Route, source: Source) -> Routed:
    asked = read_change(form.change, route.amounts, source.facts)
    if isinstance(asked, Answer):
        return Routed(asked, form=form.key)
    if tested := [one for one in source.statements if one.kind == "change" and one.arguments == (asked.key,)]:
        return Routed(Answer(kind="answered", form=form.key, sentences=tuple(tested), chips=asked.chips), form=form.key)
    return Routed(None, asked, form.key)


def _answer_with(form: QuestionForm, picks: Iterable[Pick], members: tuple[Member, ...], source: Source) -> Answer:
    """Return the statements that the picks choose; without any, the facts of a member or why there is nothing."""
    sentences = list(dict.fromkeys(sentence for pick in picks for sentence in _pick(pick, members, source)))
    if not sentences and members:
        wanted = ((one, family, measure) for one in members for family, measure in form.member_facts)
        found = (source.facts.one(family or one.family, measure, one.of) for one, family, measure in wanted)
        sentences = [state_fact(fact) for fact in found if fact is not None]
    if not sentences:
        return Answer(kind="unsayable", form=form.key, words=form.nothing, chips=_chips_near(form))
    return Answer(
        kind="answered", form=form.key, sentences=tuple(sentences[:MAX_SENTENCES]), chips=_chips_near(form)
    )  # fmt: skip


def _pick(pick: Pick, members: tuple[Member, ...], source: Source) -> list[Sentence]:
    if pick.is_action:
        if not pick.kind:
            return [action.title for action in source.actions][: pick.most]
        return [sentence for action in source.actions if action.kind == pick.kind for sentence in action.sentences]
    found = [
        sentence for sentence in source.statements
        if sentence.kind == pick.kind and sentence.arguments[: len(pick.arguments)] == pick.arguments
    ]  # fmt: skip
    if pick.by_member and pick.kind == "compare":
        wanted = [member.of for member in members]
        found = [one for one in found if list(one.arguments[1:]) == wanted[:2]]
    elif pick.by_member:
        found = [one for one in found if any(_is_about(one, member, source.facts) for member in members)]
    return found[: max(pick.most, len(members) if pick.by_member else 0)]


def _is_about(sentence: Sentence, member: Member, facts: FactSheet) -> bool:
    """Return whether a statement has the member among its arguments, or a figure of it."""
    if member.of in sentence.arguments:
        return sentence.arguments[0] not in {*Family} or sentence.arguments[0] == member.family
    owned = (member.family, Family.COMPANY) if member.family == Family.HOLDING else (member.family,)
    figures = (facts.by_id.get(figure.fact) for figure in sentence.figures)
    return any(fact is not None and fact.of == member.of and fact.family in owned for fact in figures)


def state_fact(fact: Fact) -> Sentence:
    """Return a fact as a sentence: its label and its figure."""
    parts: tuple[Part, ...] = (
        NamePart(text=fact.label), TextPart(text=" is "), FigurePart(fact=fact.id, text=format_fact(fact)),
        TextPart(text="."),
    )  # fmt: skip
    return Sentence(kind="figure", arguments=(fact.id,), verdict="is", mood="neutral", parts=parts,
                    decided_by=(fact.id,), author="code")  # fmt: skip


def _explain_source(form: QuestionForm, route: Route, source: Source) -> Answer:
    """Say how a figure is computed, and from what."""
    fact = _find_fact(route, source)
    if fact is None:
        return Answer(kind="unclear", form=form.key, words="Which figure do you mean?", chips=SOURCE_CHIPS)
    sentences = [state_fact(fact)]
    if fact.formula:
        formula = NamePart(text=f"It is computed like this: {fact.formula}.")
        sentences.append(
            Sentence(kind="formula", arguments=(fact.id,), verdict="is", mood="neutral", parts=(formula,),
                     decided_by=(fact.id,), author="code")
        )  # fmt: skip
    inputs = [source.facts[name] for name in fact.inputs if name in source.facts]
    sentences += [state_fact(one) for one in inputs[:MAX_INPUTS] if one.value is not None]
    return Answer(kind="answered", form=form.key, sentences=tuple(sentences), chips=_chips_near(form))


def _find_fact(route: Route, source: Source) -> Fact | None:
    """Return the fact whose printed figure a question names, or that of the topic it names."""
    for amount in route.amounts:
        for sentence in source.statements:
            for figure in sentence.figures:
                if _digits(figure.text) == amount.value and figure.fact in source.facts:
                    return source.facts[figure.fact]
    for form in route.about:
        if form.source in source.facts and source.facts[form.source].value is not None:
            return source.facts[form.source]
    return None


def _digits(text: str) -> Decimal | None:
    number = "".join(character for character in text if character.isdigit() or character == ".").strip(".")
    return Decimal(number) if number.count(".") < 2 and number.strip(".") else None


def _chips_near(form: QuestionForm) -> tuple[str, ...]:
    """Return questions of the same group, and why."""
    near = [chip for one in FORMS if one.offered and one.group == form.group and one != form for chip in one.chips]
    return (*(("Why?",) if form.why else ()), *near)[:4]
