"""Code prints every text that a person sees: this lists every text field, and the few texts that a model writes."""

import typing

from pydantic import BaseModel

from advisors import team
from advisors.charter import chart
from advisors.document.parts import FigurePart, NamePart, TextPart
from advisors.retirement import figures
from advisors.runtime import classification, results
from advisors.tests.runtime.test_tools import EVERY
from analysis import payloads
from portfolios.importers.statements import proposal

TYPED_ANSWERS = {"tagger": "Classification", "reader": "StatementProposal", "researcher": "Findings"}
"""All other agents answer with outlines."""
CHECKED_ELSEWHERE = {
    ("Classification", "rationale"): "labeled or left out, by label_rationale",
    ("Consultation", "focus"): "code: a claim, or the words of the role",
    ("Consultation", "reason"): "code",
    ("Consultation", "specialist"): "a role of the team, by its own validator",
    ("AssetClassShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("RegionShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("SectorShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("ProposedHolding", "symbol"): "a word of its line or one beside it, by find_identity_problems",
    ("ProposedHolding", "name"): "words of its line or one beside it, by find_identity_problems",
    ("ProposedHolding", "quantity"): "a figure of its line, by find_figures",
    ("ProposedHolding", "price"): "a figure of its line, by find_figures",
    ("ProposedHolding", "value"): "a figure of its line, by find_figures",
    ("ProposedAccount", "name"): "words of a line, by check_proposal",
    ("ProposedAccount", "total"): "a figure of its line that the rows add up to, by find_total",
    ("StatementProposal", "dated"): "words of its line, by find_day",
}
WHERE_FROM = {
    ("TextPart", "text"): "code: the words of a phrasing", ("FigurePart", "text"): "code: the fact as it prints",
    ("NamePart", "text"): "code: a name of a person, a file or the catalogue, as data",
    ("Impact", "text"): "code: label and figure of the fact",
    ("Action", "title"): "code: the sentences of a printed action", ("Action", "reason"): "code: likewise",
    ("Action", "warning"): "code: likewise", ("Action", "options"): "code: likewise",
    ("ReportPayload", "content"): "code: the document as Markdown", ("SummaryPayload", "content"): "code: the letter",
    ("RetirementPayload", "analysis"): "code: the retirement sections", ("Chart", "description"): "code: the caption",
    ("Note", "text"): "model: background that cites a source and passes the tripwire",
    ("Source", "topic"): "note: its title", ("Source", "url"): "note: its https address",
    ("Source", "publisher"): "note: its publisher or host", ("Source", "label"): "code: who accepted the note",
    ("Action", "arguments"): "code", ("Action", "id"): "code", ("Action", "kind"): "code", ("Action", "tier"): "code",
    ("Column", "label"): "code", ("Document", "closing"): "code", ("Document", "digest"): "code",
    ("FigurePart", "fact"): "code", ("HistoricalStart", "name"): "code", ("Impact", "fact"): "code",
    ("HouseholdChoice", "key"): "code", ("HouseholdChoice", "kind"): "code", ("HouseholdMark", "key"): "code",
    ("HouseholdFigures", "assumed"): "code", ("HouseholdFigures", "balances"): "code",
    ("HouseholdFigures", "sources"): "code", ("HouseholdFigures", "uses"): "code",
    ("LogLine", "text"): "code: the message of a step", ("LogLine", "key"): "code: the id of a tool call, never shown",
    ("KeyFigure", "fact"): "code", ("KeyFigure", "formula"): "code", ("KeyFigure", "label"): "code",
    ("MadeWith", "numpy"): "code", ("MadeWith", "python"): "code", ("MadeWith", "assumptions"): "code",
    ("MadeWith", "assumptions_date"): "code",
    ("KeyFigure", "text"): "code", ("Point", "color"): "code", ("Point", "name"): "code",
    ("PrintedAction", "arguments"): "code", ("PrintedAction", "group"): "code", ("PrintedAction", "id"): "code",
    ("PrintedAction", "kind"): "code", ("PrintedAction", "tier"): "code", ("ReportPayload", "grade"): "code",
    ("ReportPayload", "model"): "code", ("ReportPayload", "sections_rewritten"): "code",
    ("RetirementFigures", "judgements"): "code", ("RetirementFigures", "not_modelled"): "code",
    ("RetirementPayload", "disclaimer"): "code", ("RetirementPayload", "judgements"): "code",
    ("RetirementPayload", "not_modelled"): "code", ("Sensitivity", "label"): "code", ("Sentence", "arguments"): "code",
    ("Sentence", "decided_by"): "code", ("Sentence", "kind"): "code", ("Sentence", "verdict"): "code",
    ("Story", "name"): "code", ("StoryYear", "why"): "code", ("SummaryPayload", "disclaimer"): "code",
    ("SummaryPayload", "no_trades"): "code",
    ("Table", "key"): "code", ("Table", "title"): "code", ("Chart", "title"): "code",
    ("Chart", "unit"): "code: a currency or a percent sign",
}  # fmt: skip


def models(module):
    """Return the models of a module, and those of agents that their fields hold. Plans of trades have no free text."""
    found, waiting = [], [m for m in vars(module).values() if is_model(m) and m.__module__ == module.__name__]
    while waiting:
        model = waiting.pop()
        if model not in found and model.__module__.startswith(("portfolios.importers", "advisors.", "analysis.")):
            found.append(model)
            waiting += [part for field in model.model_fields.values() for part in models_in(field.annotation)]
    return found


def is_model(value):
    return isinstance(value, type) and issubclass(value, BaseModel)


def models_in(annotation):
    parts = [part for part in typing.get_args(annotation) if part is not Ellipsis]
    return [annotation] if is_model(annotation) else [model for part in parts for model in models_in(part)]


def holds_text(annotation):
    """Return whether a value of this type may hold free text. A Literal may not."""
    if typing.get_origin(annotation) is typing.Literal:
        return False
    return annotation is str or any(holds_text(part) for part in typing.get_args(annotation))


def text_fields(module):
    return {
        (m.__name__, name)
        for m in models(module)
        for name, field in m.model_fields.items()
        if holds_text(field.annotation)
    }


def test_only_three_agents_answer_in_fields():
    typed = {role: agent.output_type.__name__ for role, agent in EVERY if agent.output_type}
    assert typed == TYPED_ANSWERS
    assert {role for role, _ in EVERY} == set(team.roles())


def test_every_text_in_an_answer_is_checked():
    answers = text_fields(results) | text_fields(classification) | text_fields(proposal)
    assert answers == set(CHECKED_ELSEWHERE)


def test_every_visible_text_is_of_code_or_a_note():
    found = text_fields(payloads) | text_fields(chart) | text_fields(figures)
    assert found == set(WHERE_FROM)
    assert {field for field, source in WHERE_FROM.items() if source.startswith("model")} == {("Note", "text")}


def test_a_sentence_has_no_text_outside_its_parts():
    parts = {TextPart: {"text"}, FigurePart: {"fact", "text"}, NamePart: {"text"}}
    for part, texts in parts.items():
        assert {name for model, name in text_fields(payloads) if model == part.__name__} == texts
