"""Actions as they are printed and stored: in the order of the list, with their options, effects and facts."""

import pytest

from advisors.actions.action import Advised
from advisors.document.printed_action import PrintedAction, print_actions
from advisors.tests.actions.households import household_advice
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)


@everybody
def test_a_printed_action_says_what_the_action_says(name):
    advised = household_advice(name).actions
    for action, printed in zip(advised, print_actions(advised), strict=True):
        assert [sentence.text for sentence in printed.sentences] == [one.text() for one in action.statements]
        assert (printed.id, printed.kind, printed.priority) == (action.action.id, action.action.name, action.priority)
        assert printed.effect == action.effect


@everybody
def test_priorities_count_from_one(name):
    printed = print_actions(household_advice(name).actions)
    assert [action.priority for action in printed] == list(range(1, len(printed) + 1))


@everybody
def test_every_figure_of_an_action_has_a_formula(name):
    case = household_case(name)
    for advised in household_advice(name).actions:
        facts = {fact.id: fact for fact in advised.facts}
        (printed,) = print_actions([advised])
        figures = [figure for sentence in printed.sentences for figure in sentence.figures]
        assert all(figure.fact in facts for figure in figures)
        made = [fact for fact in facts.values() if fact.id not in case.facts]
        assert [fact.id for fact in made if not fact.formula] == []


@everybody
def test_a_stored_action_is_read_back_unchanged(name):
    for printed in print_actions(household_advice(name).actions):
        assert PrintedAction.model_validate_json(printed.model_dump_json()) == printed


def test_the_options_of_a_group_are_printed_below_it():
    groups = [a for name in HOUSEHOLDS for a in household_advice(name).actions if a.options]
    assert groups
    for group in groups:
        (printed,) = print_actions([group])
        assert [option.id for option in printed.options] == [option.action.id for option in group.options]
        assert {option.group for option in printed.options} == {group.action.name}


def test_a_warning_is_printed_last():
    warned = [a for name in HOUSEHOLDS for a in household_advice(name).actions if a.warning]
    assert warned
    for action in warned:
        (printed,) = print_actions([action])
        *_, last = printed.sentences
        assert last == printed.warning and last.text == action.warning.text()


@pytest.mark.parametrize("author", ["model", "code"])
def test_every_sentence_names_its_author(author):
    advised = household_advice(HOUSEHOLDS[0]).actions
    assert all(isinstance(one, Advised) for one in advised)
    sentences = [sentence for printed in print_actions(advised, author) for sentence in printed.sentences]
    assert {sentence.author for sentence in sentences} == {author}
