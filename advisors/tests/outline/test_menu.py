"""The menu of a person: every line can be said, is understood again, and the whole fits a prompt."""

import pytest

from advisors.charter import prompts as charter
from advisors.claims.ranking import must_tell
from advisors.claims.registry import KINDS
from advisors.claims.sections import Section
from advisors.outline.grammar import parse_line
from advisors.outline.menu import MAX_CHARACTERS, MAX_OF_KIND, Menu, key_of, normalize, write_line
from advisors.outline.prompts import OUTLINE_INSTRUCTIONS, build_menu_task
from advisors.outline.resolve import resolve_action, resolve_claim
from advisors.planner.prompts import build_plan_instructions
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.outlines import menu_of, read

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)
OWN_AND_RISK = (Section.OWN, Section.RISK)


def menu_lines(menu):
    return [line for lines in menu.lines().values() for line in lines]


@everybody
def test_every_line_of_a_menu_is_understood(name):
    menu = menu_of(name)
    for line in menu_lines(menu):
        written, _, sentence = line.removeprefix("* ").partition(" = ")
        resolved = resolve_claim(parse_line(written, 1), menu)
        assert (write_line(resolved.statement), resolved.statement.text(), resolved.read_as) == (written, sentence, "")
        assert resolve_claim(parse_line(line, 1), menu).statement == resolved.statement


@everybody
def test_a_copied_sentence_is_its_claim(name):
    menu = menu_of(name)
    for statement in menu.statements.values():
        for phrasing in range(len(statement.phrasings)):
            found = resolve_claim(parse_line(statement.text(phrasing), 1), menu).statement
            assert found.text(phrasing) == statement.text(phrasing)


@everybody
def test_every_action_of_a_menu_is_understood(name):
    menu = menu_of(name)
    for line, advised in zip(menu.action_lines(), menu.actions, strict=True):
        assert resolve_action(parse_line(line, 1), menu) is advised
        assert line == f"do {advised.action.id} = {advised.title.text()}"


@everybody
def test_a_menu_marks_what_must_be_told(name):
    marked = {line.removeprefix("* ").partition(" = ")[0] for line in menu_lines(menu_of(name)) if line[:2] == "* "}
    assert marked == {write_line(statement) for statement in must_tell(household_case(name))}


def test_a_menu_holds_its_own_sections_only():
    menu = Menu(household_case("demo"), OWN_AND_RISK)
    assert list(menu.lines()) == ["own", "risk"]
    assert {KINDS[statement.kind].section for statement in menu.must_tell} <= set(OWN_AND_RISK)
    assert ("fees", ()) in menu.statements


def test_a_long_menu_leaves_out_its_lightest_lines(monkeypatch):
    full = menu_lines(menu_of("demo"))
    monkeypatch.setattr("advisors.outline.menu.MAX_CHARACTERS", 9_000)
    short = menu_lines(menu_of("demo"))
    assert len(short) < len(full) and set(short) <= set(full)
    assert sum(line.removeprefix("* ").startswith("compare_changes ") for line in short) <= MAX_OF_KIND
    assert {line for line in full if line[:2] == "* "} <= set(short)


@everybody
def test_a_menu_is_as_long_as_a_prompt_may_be(name):
    assert sum(map(len, menu_lines(menu_of(name)))) <= MAX_CHARACTERS
    assert len(build_menu_task(menu_of(name))) <= 1.2 * MAX_CHARACTERS + 1_000


def test_names_lead_to_the_members_that_have_them():
    aliases = menu_of("demo").aliases
    assert "401_k_at_work" in aliases[normalize("401(k) at work")]
    assert aliases["stocks"] == {"equity"}
    members = {fact.of for fact in household_case("demo").facts.facts}
    assert frozenset().union(*aliases.values()) <= members


@pytest.mark.parametrize("instructions", [OUTLINE_INSTRUCTIONS, charter.INSTRUCTIONS, build_plan_instructions()])
def test_examples_in_instructions_can_be_said(instructions):
    example = instructions.partition("Example")[2].partition("\n\n")[0].split("\n", 1)[1]
    reading = read(example, read_extra=lambda line: line)
    assert len(reading.claims) + len(reading.extras) >= 3
    topics = [" ".join(line.arguments) for line in reading.extras if line.type == "consult"]
    assert not (*reading.faults, *read("\n".join(topics)).faults)


def test_the_same_person_has_the_same_menu():
    assert build_menu_task(Menu(household_case("demo"), OWN_AND_RISK)) == build_menu_task(
        Menu(household_case("demo"), OWN_AND_RISK)
    )
    assert len({key_of(s) for s in menu_of("demo").statements.values()}) == len(menu_of("demo").statements)
