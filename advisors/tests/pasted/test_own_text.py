"""What an analysis printed itself: nothing of it is refused, and each altered figure is caught."""

import re
from functools import cache

import pytest

from advisors.document.markdown import document_to_markdown
from advisors.pasted.check import check_figures
from advisors.pasted.own_text import read_own_text
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.cpu_growth import grows_in_proportion
from advisors.tests.support.documents import sample_case, sample_document, write_with_tables

pytestmark = pytest.mark.slow


@cache
def written(name):
    """Return the text of a household's document, and a function that checks a text against it."""
    case = household_case(name)
    document = write_with_tables(case)
    text = document_to_markdown(document)
    own = read_own_text(document, [text])
    return text, lambda pasted: check_figures(pasted, case.facts, case.situation.names, own)


def alter_digit(text, at):
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def test_an_untouched_document_has_no_refusal():
    figures = 0
    for name in HOUSEHOLDS:
        text, check = written(name)
        judged = check(text).judged
        assert [one.figure.text for one in judged if one.reason] == [], name
        figures += len(judged)
    print(f"{figures} figures in {len(HOUSEHOLDS)} documents")  # noqa: T201
    assert figures > 1_000


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_every_altered_figure_is_caught(name):
    text, check = written(name)
    altered = 0
    for section in text.split("\n## "):
        for one in check(section).judged:
            last = max(at for at in range(one.figure.start, one.figure.end) if section[at].isdigit())
            refused = [again.figure.start for again in check(alter_digit(section, last)).judged if again.reason]
            assert one.figure.start in refused, section[one.figure.start - 60 : one.figure.end + 20]
            altered += 1
    assert altered == len(check(text).judged)


@pytest.fixture
def check():
    document = sample_document()
    own = read_own_text(document, [document_to_markdown(document)])
    case = sample_case()
    return lambda text: check_figures(text, case.facts, case.situation.names, own)


def test_a_figure_of_an_own_sentence_names_its_fact(check):
    sentence = next(sentence for sentence in sample_document().letter.sentences if sentence.figures)
    judged = check(f"They say: {sentence.text}").judged
    assert {figure.fact for figure in sentence.figures} == {fact for one in judged for fact in one.fact_ids}


def test_an_altered_own_figure_has_its_reason(check):
    sentence = next(sentence for sentence in sample_document().letter.sentences if sentence.figures)
    at = re.search(r"\d", sentence.text).start()
    assert "altered" in {one.reason for one in check(alter_digit(sentence.text, at)).judged}


@pytest.mark.parametrize("change", ["{}.", "**{}**", "| {} |", "\t{}\r\n", "“{}”"])
def test_markup_around_an_own_sentence_does_not_matter(check, change):
    sentence = next(sentence for sentence in sample_document().sentences if sentence.figures)
    judged = check(change.format(sentence.text).replace(" ", "\n", 1)).judged
    assert judged and {one.reason for one in judged} == {None}


def test_lines_of_an_earlier_analysis_count_whole():
    own = read_own_text(None, ["You own **$1,000** in one account.\n| Cash | 40.0% |"])
    facts = sample_case().facts

    def find_reasons(text):
        return [one.reason for one in check_figures(text, facts, (), own).judged]

    assert find_reasons("You own $1,000 in one account.\nCash\t40.0%") == [None, None]
    assert find_reasons("You own $1,001 in one account.\nCash\t41.0%") == ["altered", "altered"]
    assert "altered" not in find_reasons("We think that Cash 41.0% of all.")


def test_the_cost_of_a_long_text_grows_with_it(check):
    assert grows_in_proportion(check, " ".join(sentence.text for sentence in sample_document().sentences) * 20)


@pytest.mark.parametrize("made", ["\ue000", "\ue000\ue001 5", "１２ of 3", "²", "1,2.3,4", "½"])
def test_unusual_characters_break_nothing(check, made):
    sentence = next(sentence for sentence in sample_document().letter.sentences if sentence.figures)
    for text in (made, re.sub(r"\d+", made, sentence.text), f"{made}{sentence.text}{made}"):
        check(text)
