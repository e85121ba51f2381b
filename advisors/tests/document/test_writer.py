"""The sections of the built-in writer say what matters, once, and always in the same words."""

import pytest

from advisors.claims.ranking import must_tell
from advisors.claims.sections import Section
from advisors.claims.statement import opening
from advisors.document.document import Document
from advisors.document.markdown import document_to_markdown
from advisors.document.writer import write_sections
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)


def write_document(case):
    return Document(digest=case.digest, sections=write_sections(case))


@everybody
def test_a_document_tells_what_must_be_told(name):
    case = household_case(name)
    printed = {(sentence.kind, sentence.arguments) for sentence in write_document(case).sentences}
    assert {(statement.kind, statement.arguments) for statement in must_tell(case)} <= printed


@everybody
def test_no_statement_is_printed_twice(name):
    sentences = write_document(household_case(name)).sentences
    claims = [(sentence.kind, sentence.arguments) for sentence in sentences]
    assert len(claims) == len(set(claims)) and len({s.text for s in sentences}) == len(sentences)


@everybody
def test_every_printed_figure_has_its_fact(name):
    case = household_case(name)
    parts = [part for sentence in write_document(case).sentences for part in sentence.parts]
    figures = [part for part in parts if part.type == "figure"]
    assert all(figure.fact in case.facts for figure in figures)
    assert figures or name == "zero"


@everybody
def test_sections_come_in_the_order_of_the_report(name):
    keys = [section.key for section in write_document(household_case(name)).sections]
    assert keys == [key for key in Section if key in keys]


@everybody
def test_a_document_survives_its_storage(name):
    document = write_document(household_case(name))
    assert Document.model_validate_json(document.model_dump_json()) == document
    assert document_to_markdown(document) == document_to_markdown(write_document(household_case(name)))


@everybody
def test_neighbors_open_with_different_words(name):
    for section in write_document(household_case(name)).sections:
        openings = [opening(sentence.text) for sentence in section.sentences]
        assert all(one != other for one, other in zip(openings, openings[1:], strict=False))


@everybody
def test_but_stands_only_where_good_turns_bad(name):
    for section in write_document(household_case(name)).sections:
        mood = "neutral"
        for sentence in section.sentences:
            assert sentence.link != "But" or (mood, sentence.mood) == ("good", "bad")
            mood = sentence.mood if sentence.mood != "neutral" else mood
