"""A letter fits one page, is easy to read, says nothing twice, and answers what it raises."""

import pytest

from advisors.actions.advise import PROPOSERS
from advisors.actions.tiers import MAX_ACTIONS
from advisors.claims.ranking import must_tell
from advisors.claims.registry import KINDS
from advisors.document.assembling import write_document
from advisors.document.document import Document
from advisors.document.letter import count_words
from advisors.document.letter_rules import (
    FOLLOWERS,
    KEPT,
    LEAVES_OUT,
    MATTERS,
    MAX_MATTERS,
    MAX_WORDS,
    REPEATED,
    STANDS,
    matches,
)
from advisors.evaluation.gold_letters import read_gold_letters, sentences_on_page
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.letters import household_letter, page_text, split_sentences
from advisors.tests.support.readability import count_syllables, flesch_kincaid_grade

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)
with_gold = pytest.mark.parametrize("name", read_gold_letters())
MIN_WORDS = 350
MAX_GRADE = 8


@with_gold
def test_a_letter_fills_one_page(name):
    _, actions, document = household_letter(name)
    assert MIN_WORDS <= count_words(document.letter, actions) <= MAX_WORDS
    assert 3 <= len(actions) <= MAX_ACTIONS
    assert 22 <= len(split_sentences(page_text(document))) <= 40


@everybody
def test_a_letter_is_easy_to_read(name):
    assert flesch_kincaid_grade(page_text(household_letter(name)[2])) <= MAX_GRADE


@everybody
def test_a_letter_says_no_sentence_twice(name):
    sentences = split_sentences(page_text(household_letter(name)[2]))
    assert len(set(sentences)) == len(sentences)


@everybody
def test_what_matters_is_no_reason_of_an_action(name):
    _, actions, document = household_letter(name)
    said = {(s.kind, s.arguments) for action in document.actions for s in action.sentences}
    reasons = {s.text for action in document.actions for s in action.sentences}
    for sentence in document.letter.matters:
        assert (sentence.kind, sentence.arguments) not in said and sentence.text not in reasons


@everybody
def test_matters_are_few_and_not_comforting(name):
    matters = household_letter(name)[2].letter.matters
    assert len(matters) <= MAX_MATTERS
    assert not {"diversification", "risk_level", "fees", "history", "grade"} & {
        s.kind for s in matters if s.mood == "good"
    }


@with_gold
def test_a_full_household_has_some_matters(name):
    least = 4 if household_letter(name)[0].has_projection else 2
    assert len(household_letter(name)[2].letter.matters) >= least


@everybody
def test_a_letter_begins_with_the_money(name):
    first, *others = household_letter(name)[2].letter.stands
    assert first.kind in ("worth", "empty") and "when" in {sentence.kind for sentence in others}


@everybody
def test_the_verdict_comes_before_its_weak_point(name):
    order = [topic for group in STANDS for topic in group.topics]
    places = [next(n for n, topic in enumerate(order) if _is(sentence, topic)) for sentence in leads(name)]
    assert places == sorted(places)


def leads(name):
    """Return the sentences of where one stands, without those that follow another."""
    followers = ("saving_total", "one_point", "company_swings", "at_end")
    return [sentence for sentence in household_letter(name)[2].letter.stands if sentence.kind not in followers]


def _is(sentence, topic):
    return topic in (sentence.kind, (sentence.kind, sentence.verdict))


@everybody
def test_what_must_be_told_is_in_the_document(name):
    case, _, document = household_letter(name)
    printed = {(sentence.kind, sentence.arguments) for sentence in document.all_sentences}
    assert {(statement.kind, statement.arguments) for statement in must_tell(case)} <= printed


@with_gold
def test_every_letter_says_what_it_leaves_out(name):
    leaves_out = household_letter(name)[2].letter.leaves_out
    assert any(sentence.kind == "not_modelled" for sentence in leaves_out)


@everybody
def test_sample_prices_take_one_sentence(name):
    page = sentences_on_page(household_letter(name)[2])
    assert sum("sample" in sentence.text for sentence in page) <= 1


@everybody
def test_but_stands_only_where_good_turns_bad(name):
    letter = household_letter(name)[2].letter
    for part in (letter.stands, letter.matters, letter.leaves_out):
        mood = "neutral"
        for sentence in part:
            assert sentence.link != "But" or (mood, sentence.mood) == ("good", "bad")
            mood = sentence.mood if sentence.mood != "neutral" else mood


@everybody
def test_the_same_person_gets_the_same_letter(name):
    case, actions, document = household_letter(name)
    assert write_document(household_case(name), actions) == document
    assert Document.model_validate_json(document.model_dump_json()) == document


@everybody
def test_every_figure_of_a_letter_has_its_fact(name):
    case, _, document = household_letter(name)
    figures = [part for s in document.letter.sentences for part in s.parts if part.type == "figure"]
    assert all(figure.fact in case.facts for figure in figures)


ANSWERED = {
    "sell_down": ("company",), "limit_speculative": ("speculative_group", "speculative", "halves"),
    "close_the_gap": ("goal_gap", "on_track"), "spend_more": ("goal_gap",), "keep": ("near_money",),
    "invest_cash": ("mostly_cash",), "classify": ("unclassified", "no_projection"),
    "take_rmd": ("taxed_account",), "rebalance": ("against_target", "off_target"),
    "add_fund": ("against_target", "off_target", "missed_target"), "direct_new_money": ("against_target", "off_target"),
}  # fmt: skip
"""What in a letter each action answers. The reasons of all others say themselves what they answer."""
SELF_EXPLAINED = {
    "ask_match", "ask_purpose", "build_reserve", "confirm_input", "earn_interest", "record_income", "record_holdings",
}  # fmt: skip


@everybody
def test_every_action_answers_something(name):
    _, actions, document = household_letter(name)
    printed = {sentence.kind for sentence in (*document.letter.stands, *document.letter.matters)}
    for action in (one.action.name for one in actions):
        assert action in SELF_EXPLAINED or printed.intersection(ANSWERED[action]), action


def test_the_rules_name_topics_that_exist():
    topics = {topic for group in (*STANDS, *MATTERS, *LEAVES_OUT) for topic in group.topics} | {*FOLLOWERS, *KEPT}
    topics |= {topic for followers in FOLLOWERS.values() for topic in followers}
    kinds = {topic if isinstance(topic, str) else topic[0] for topic in topics}
    for kind, verdict in (topic for topic in topics if isinstance(topic, tuple)):
        assert verdict in map(str, KINDS[kind].phrasings), (kind, verdict)
    assert kinds <= set(KINDS)
    covered = {topic if isinstance(topic, str) else topic[0] for row in REPEATED.values() for topic in row}
    assert covered <= kinds, "a rule about what a letter never says"
    causes = {key if isinstance(key, str) else key[0] for key in REPEATED}
    assert causes <= kinds | {kind.name for kind in PROPOSERS}


def test_an_empty_household_gets_a_short_letter():
    _, actions, document = household_letter("zero")
    assert count_words(document.letter, actions) < 100 and not document.letter.matters


def test_nothing_that_is_kept_is_left_out_for_length():
    for name in read_gold_letters():
        case, _, document = household_letter(name)
        kept = {s.kind for s in must_tell(case) if matches(s, KEPT) and s.verdict not in ("fresh",)}
        assert kept <= {sentence.kind for sentence in document.letter.leaves_out}


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("goal", 1), ("money", 2), ("retire", 2), ("chance", 1), ("assumed", 2), ("security", 4), ("scenarios", 4),
     ("because", 2), ("IRA", 3), ("$1,234", 3), ("stocks", 1), ("employer", 3), ("withdrawals", 3)],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word, syllables):
    assert count_syllables(word) == syllables
