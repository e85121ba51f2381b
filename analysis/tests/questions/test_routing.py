"""The forms of questions: right answers to the written questions, none wrong, and nothing guessed."""

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.questions.answering import answer_question
from advisors.questions.forms import FORMS
from advisors.questions.lexicon import CONCEPTS
from advisors.questions.reading import vocabulary
from analysis.tests.support.written_questions import ask_sample, judge, read_questions, sample_source

LEAST_RIGHT = 0.85


def answer(text):
    return answer_question(text, sample_source()).answer


def test_most_questions_get_the_right_answer():
    counts = Counter(judge(asked, ask_sample(asked)) for asked in read_questions())
    assert len(read_questions()) >= 200
    assert counts["right"] >= LEAST_RIGHT * len(read_questions())


def test_no_question_gets_a_wrong_answer():
    wrong = [asked.text for asked in read_questions() if judge(asked, ask_sample(asked)) == "wrong"]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_offered_question_means_its_form(form):
    for chip in form.chips:
        routed = answer_question(chip, sample_source())
        understood = routed.form or (routed.answer and routed.answer.form)
        assert understood.startswith(form.key), chip


def test_every_chip_of_an_answer_is_understood():
    chips = {chip for asked in read_questions() if (found := ask_sample(asked).answer) for chip in found.chips}
    not_understood = [chip for chip in chips - {"Why?"} if (told := answer(chip)) and told.kind == "unknown"]
    assert not_understood == []


def test_every_concept_of_a_cue_has_words():
    slots = {"MEMBER", "MEMBERS", "STOCKS", "TO_STOCKS", "TO_BONDS", "DOLLARS", "PERCENT", "YEARS", "AGE", "NUMBER"}
    used = {concept for form in FORMS for cue in form.cue_sets for concept in cue}
    assert used - slots <= CONCEPTS.keys()


NEAR = (
    "what if i save $300 a month less", "what if i spend 10% more", "should I sell my house", "what if i don't save",
    "how much is tesla worth",
)  # fmt: skip


@pytest.mark.parametrize("text", NEAR)
def test_a_near_question_is_not_guessed(text):
    assert answer(text).kind == "unknown"


def test_figures_of_an_answer_are_facts():
    for asked in read_questions():
        found = ask_sample(asked).answer
        for sentence in found.sentences if found else ():
            assert all(figure.fact in sample_source().facts or sentence.kind in ("harm", "action")
                       for figure in sentence.figures if not figure.fact.startswith("action."))  # fmt: skip


def test_a_spelling_mistake_is_put_right():
    assert answer("how mcuh is my portfolo worth").form == "worth"
    assert answer("should i refi the mortgage").kind == "unknown"


@given(st.lists(st.sampled_from(sorted(vocabulary())), max_size=12).map(" ".join))
def test_any_words_get_some_answer(text):
    routed = answer_question(text, sample_source())
    assert routed.change or (routed.answer and (routed.answer.words or routed.answer.sentences))


@given(st.text(max_size=300))
def test_any_text_gets_some_answer(text):
    assert answer_question(text, sample_source()).answer or answer_question(text, sample_source()).change


def test_the_router_loads_no_engine():
    code = "import sys, advisors.questions.answering; print(sorted({'numpy', 'django', 'agents'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
