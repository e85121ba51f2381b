"""Every text that an agent writes is checked before a person sees it: this lists every text field."""

import typing

import pytest
from pydantic import BaseModel

from advisors.charter import chart
from advisors.retirement import figures
from advisors.runtime import classification, results
from advisors.verification.results import SHOWN, check_result
from analysis import payloads
from portfolios.facts.fact import FactSheet

CHECKED_ELSEWHERE = {
    ("Recommendation", "impact"): "ids of facts, by check_result",
    ("ActionDraft", "impact"): "ids of facts, by check_result",
    ("Consultation", "specialist"): "a role of the team, by its own validator",
    ("ChartChoice", "series"): "a key of what is offered, by charts.faults",
    ("AssetClassShare", "key"): "a key of the taxonomy, by Classification.faults",
    ("RegionShare", "key"): "a key of the taxonomy, by Classification.faults",
    ("SectorShare", "key"): "a key of the taxonomy, by Classification.faults",
}
WHERE_FROM = {
    ("ReportPayload", "content"): "checked: report, recommendations and caveats, whole",
    ("ReportPayload", "model"): "code", ("ReportPayload", "sections_rewritten"): "code",
    ("ReportPayload", "grade"): "code",
    ("Impact", "fact"): "code", ("Impact", "text"): "code: label and figure of the fact",
    ("Action", "title"): "checked", ("Action", "reason"): "checked",
    ("KeyFigure", "fact"): "code", ("KeyFigure", "label"): "code", ("KeyFigure", "text"): "code",
    ("KeyFigure", "formula"): "code", ("SummaryPayload", "content"): "checked",
    ("Point", "name"): "code", ("Point", "color"): "code",
    ("Chart", "title"): "checked", ("Chart", "description"): "checked",
    ("RetirementPayload", "analysis"): "checked",
    ("Sensitivity", "label"): "code", ("HistoricalStart", "name"): "code", ("Story", "name"): "code",
    ("StoryYear", "why"): "code",
    ("RetirementFigures", "judgements"): "code", ("RetirementFigures", "not_modelled"): "code",
    ("RetirementPayload", "judgements"): "code", ("RetirementPayload", "not_modelled"): "code",
}  # fmt: skip


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


def test_every_text_in_an_answer_is_checked():
    fields = text_fields(results) | text_fields(classification)
    assert {field for field in fields if field[1] not in SHOWN} == set(CHECKED_ELSEWHERE)


def test_every_visible_text_is_checked_or_code():
    assert text_fields(payloads) | text_fields(chart) | text_fields(figures) == set(WHERE_FROM)


FALSE = "It is worth $5."
ANSWERS = [
    results.Consultation(specialist="reporter", focus=FALSE, reason=FALSE),
    results.Recommendation(title=FALSE, reason=FALSE, impact=["no_fact"], priority=1),
    results.ActionDraft(title=FALSE, reason=FALSE, impact=["no_fact"]),
    results.Summary(content=FALSE, actions=[]),
    results.ChartChoice(series="x", type="pie", title=FALSE, description=FALSE),
    classification.Classification(rationale=FALSE, asset_class=[], regions=[], sectors=[], confidence=1),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_a_false_figure_in_any_answer_is_found(answer):
    texts = sum(value == FALSE for _, value in answer)
    problems = check_result(answer, FactSheet())[2]
    assert sum(problem.startswith("$5") for problem in problems) == texts > 0
    assert ("no_fact: there is no such fact" in problems) is hasattr(answer, "impact")


def test_nested_parts_of_an_answer_are_checked():
    draft = results.ActionDraft(title="Save", reason=FALSE, impact=[])
    summary = results.Summary(content="Fine.", actions=[draft])
    assert len(check_result(summary, FactSheet())[2]) == 1
