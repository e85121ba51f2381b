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

TYPED_ANSWERS = {"tagger": "Classification", "researcher": "Findings"}
"""All other agents answer with outlines."""
ANSWER_TEXTS = {
    ("Classification", "rationale"): "labelled or left out, by label_rationale",
    ("AssetClassShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("RegionShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("SectorShare", "key"): "a key of the taxonomy, by Classification.find_errors",
    ("Consultation", "specialist"): "a role of the team, by its own validator",
    ("Consultation", "focus"): "code: a claim or the role's own words",
    ("Consultation", "reason"): "code",
}
VISIBLE_TEXTS = {
    "code: the parts of a printed sentence": {("TextPart", "text"), ("FigurePart", "fact"), ("FigurePart", "text")},
    "a person or a file; pages escape it": {("NamePart", "text")},
    "model: a cited note": {("Note", "text")},
    "the library": {("Source", "topic"), ("Source", "publisher"), ("Source", "url")},
    "code: printed from a document": {
        ("ReportPayload", "content"), ("SummaryPayload", "content"), ("RetirementPayload", "analysis"),
        ("Action", "title"), ("Action", "reason"), ("Action", "warning"), ("Action", "options"),
        ("Chart", "description"),
    },
    "code: keys and ids": {
        ("Action", "id"), ("Action", "kind"), ("Action", "arguments"), ("Action", "tier"), ("PrintedAction", "id"),
        ("PrintedAction", "kind"), ("PrintedAction", "arguments"), ("PrintedAction", "tier"),
        ("PrintedAction", "group"), ("Sentence", "kind"), ("Sentence", "arguments"), ("Sentence", "verdict"),
        ("Sentence", "decided_by"), ("Table", "key"), ("Document", "digest"), ("Impact", "fact"),
        ("KeyFigure", "fact"), ("Point", "color"),
    },
    "code: labels and figures": {
        ("Table", "title"), ("Column", "label"), ("Chart", "title"), ("Point", "name"), ("Impact", "text"),
        ("KeyFigure", "label"), ("KeyFigure", "text"), ("KeyFigure", "formula"), ("ReportPayload", "model"),
        ("ReportPayload", "grade"), ("ReportPayload", "sections_rewritten"), ("Sensitivity", "label"),
        ("HistoricalStart", "name"), ("Story", "name"), ("StoryYear", "why"), ("RetirementFigures", "judgements"),
        ("RetirementFigures", "not_modelled"), ("RetirementPayload", "judgements"),
        ("RetirementPayload", "not_modelled"),
    },
    "code: fixed lines": {
        ("Document", "closing"), ("SummaryPayload", "disclaimer"), ("RetirementPayload", "disclaimer"),
    },
}  # fmt: skip
"""Where each text comes from."""


def models(module):
    """Return the models of a module, and those of agents that their fields hold. Plans of trades have no free text."""
    found, waiting = [], [m for m in vars(module).values() if is_model(m) and m.__module__ == module.__name__]
    while waiting:
        model = waiting.pop()
        if model not in found and not model.__module__.startswith("portfolios."):
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


def test_only_two_agents_answer_in_fields():
    typed = {role: agent.output_type.__name__ for role, agent in EVERY if agent.output_type}
    assert typed == TYPED_ANSWERS
    assert {role for role, _ in EVERY} == set(team.roles())


def test_every_text_in_an_answer_is_known():
    assert text_fields(results) | text_fields(classification) == set(ANSWER_TEXTS)


def test_every_visible_text_is_of_code_or_a_note():
    found = text_fields(payloads) | text_fields(chart) | text_fields(figures)
    assert found == set().union(*VISIBLE_TEXTS.values())
    assert [texts for source, texts in VISIBLE_TEXTS.items() if "model" in source] == [{("Note", "text")}]


def test_a_sentence_has_no_text_outside_its_parts():
    parts = {TextPart: {"text"}, FigurePart: {"fact", "text"}, NamePart: {"text"}}
    for part, texts in parts.items():
        assert {name for model, name in text_fields(payloads) if model == part.__name__} == texts
