"""Who chose each sentence of an analysis, and the facts behind it."""

from typing import get_args

import pytest

from advisors.document.document import LETTER_TITLES, Document
from advisors.document.parts import Author
from advisors.tests.support.documents import sample_case, sample_document
from analysis.trace.attribution import ACTION_AUTHORS, AUTHORS, build_sections
from analysis.trace.queries import load_trace_context
from analysis.trace.waterfall import build_trace
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure

pytestmark = pytest.mark.slow

CONCLUDED = tuple(LETTER_TITLES.values())


@pytest.fixture
def traced(finished):
    return load_trace_context(finished)


@pytest.fixture
def document(finished):
    return finished.report_payload.document


@pytest.fixture
def outputs(finished):
    return {step.name: step.output for step in finished.steps.all()}


def list_parts(document):
    """Return the parts of a document in the order of the page: the letter with its actions, then the sections."""
    letter, actions = document.letter, [s for action in document.actions for s in action.sentences]
    printed = zip(CONCLUDED, (letter.stands, letter.matters, actions, letter.leaves_out), strict=True)
    parts = [*printed, *((section.title, section.sentences) for section in document.sections)]
    return [(title, sentences) for title, sentences in parts if sentences]


def test_every_sentence_is_listed_in_its_order(traced, document):
    listed = [(section.title, [s.text for s in section.sentences]) for section in traced["sections"]]
    assert listed == [(title, [one.text for one in sentences]) for title, sentences in list_parts(document)]
    assert sum(len(sentences) for _, sentences in listed) > 40


def test_every_section_names_and_links_its_author(traced, document):
    roles = {"summary": "planner", "retirement": "retirement", "report": "reporter"}
    plan = {"Retirement", "What would change it", "In the past", "Other ways to spend"}
    titles = [title for title, _ in list_parts(document)]
    expected = [roles["summary"]] * 4
    expected += [roles["retirement" if title in plan else "report"] for title in titles[4:]]
    assert [section.role for section in traced["sections"]] == expected
    assert {section.model for section in traced["sections"]} == {"built-in writer"}
    runs = {node.anchor: node.role for node in traced["trace"].runs}
    assert [runs[section.anchor] for section in traced["sections"]] == expected


def test_every_fact_of_a_sentence_is_behind_it(traced, document):
    listed = [sentence for section in traced["sections"] for sentence in section.sentences]
    printed = [sentence for _, sentences in list_parts(document) for sentence in sentences]
    for traced_sentence, sentence in zip(listed, printed, strict=True):
        ids = dict.fromkeys((*(figure.fact for figure in sentence.figures), *sentence.decided_by))
        assert [one.fact.id for one in traced_sentence.facts] == list(ids)


def test_a_fact_shows_its_formula_and_inputs(finished, traced):
    first = next(sentence for section in traced["sections"] for sentence in section.sentences if sentence.facts)
    worth = next(one for one in first.facts if one.fact.id == "portfolio.value")
    assert worth.text == f"${finished.facts.value(Family.PORTFOLIO, Measure.VALUE):,.0f}"
    assert worth.text in first.text
    facts = [fact for section in traced["sections"] for sentence in section.sentences for fact in sentence.facts]
    assert all(one.fact.formula or one.fact.inputs for one in facts if one.fact.kind == "forecast")
    assert any("Years until retirement: 20 years" in one.inputs for one in facts)


@pytest.mark.parametrize("author", AUTHORS)
def test_an_author_is_named_in_words(author):
    document = sample_document()
    letter = document.letter.model_copy(
        update={"stands": tuple(one.model_copy(update={"author": author}) for one in document.letter.stands)}
    )
    sections = build_sections(document.model_copy(update={"letter": letter}), {}, FactSheet(), build_trace([]))
    assert {sentence.author for sentence in sections[0].sentences} == {AUTHORS[author]}


def test_every_author_has_words():
    assert set(AUTHORS) == set(ACTION_AUTHORS) == set(get_args(Author))


def test_actions_are_advised_by_code(traced):
    actions = next(section for section in traced["sections"] if section.title == LETTER_TITLES["actions"])
    assert {sentence.author for sentence in actions.sentences} == {"advised by code, by fixed rules"}


def test_a_verdict_is_in_words():
    sections = build_sections(sample_document(), {}, sample_case().facts, build_trace([]))
    verdicts = {sentence.verdict for section in sections for sentence in section.sentences}
    assert verdicts and not [verdict for verdict in verdicts if "_" in verdict]


def test_a_takeover_links_to_its_step(finished, traced, document, outputs):
    outputs["retirement"] = outputs["retirement"].model_copy(update={"rewritten": True})
    trace = traced["trace"]
    sections = build_sections(document, outputs, finished.facts, trace)
    anchors = {section.title: section.anchor for section in sections}
    assert anchors["Retirement"] == trace.step("retirement").anchor
    assert anchors["What you own"] == trace.writer("report").anchor != trace.step("report").anchor


def test_sections_are_empty_without_sentences(traced):
    assert build_sections(Document(digest=""), {}, FactSheet(), traced["trace"]) == []
