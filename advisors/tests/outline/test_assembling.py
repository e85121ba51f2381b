"""Outlines become documents: what must be told is in them, nothing twice, and a spoiled line loses itself alone."""

import pytest

from advisors.claims.ranking import must_tell
from advisors.claims.registry import KINDS
from advisors.claims.sections import Section
from advisors.outline.assembling import LEADS, choose_lines, order_actions
from advisors.outline.menu import Menu, key_of
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.outlines import keys, menu_of, random_places, read, spoil, to_document, write

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)
SEEDS = range(6)


def choose(text, name="demo"):
    return choose_lines(read(text, name).claims, menu_of(name), "model")


def places_of(document):
    return {
        (sentence.kind, sentence.arguments): (section.key, place)
        for section in document.sections
        for place, sentence in enumerate(section.sentences)
    }


@everybody
def test_what_must_be_told_is_added_by_code(name):
    chosen = choose("grade", name)
    added = {key_of(one.statement) for one in chosen if one.author == "code"}
    assert added == {key_of(statement) for statement in must_tell(household_case(name))} - {("grade", ())}


def test_added_lines_stand_before_lighter_ones():
    chosen = choose("idle_cash\naccount_worth roth_ira\nworth\nrisk_level\nbad_year")
    kinds = [one.statement.kind for one in chosen]
    assert kinds.index("company") < kinds.index("risk_level") < kinds.index("bad_year")
    assert kinds.index("reserve") < kinds.index("account_worth")


@everybody
def test_no_statement_stands_twice(name):
    lines = write_builtin_lines(menu_of(name)).splitlines()
    chosen = keys(choose("\n".join([*lines, *reversed(lines)]), name))
    assert len(chosen) == len(set(chosen))
    assert set(chosen) >= set(keys(choose("\n".join(lines), name)))


def test_figures_that_just_stood_are_not_repeated():
    assert ("share", ("asset_class", "equity")) not in keys(choose("split\nshare stocks\nfees"))
    assert ("share", ("asset_class", "equity")) in keys(choose("split\nworth\nfees\ndearest\nshare stocks"))


def test_must_tell_lines_are_never_repetitions():
    statements = must_tell(household_case("demo"))
    lines = [" ".join((s.kind, *s.arguments)) for s in statements]
    assert {key_of(s) for s in statements} <= set(keys(choose("\n".join(line for line in lines for _ in range(2)))))


@everybody
def test_leads_open_their_sections(name):
    lines = write_builtin_lines(menu_of(name)).splitlines()
    document = to_document(write("\n".join(reversed(lines)), name=name)[0], name)
    for section in document.sections:
        leads = LEADS.get(section.key, ())
        places = [leads.index(s.kind) if s.kind in leads else len(leads) for s in section.sentences]
        assert places == sorted(places)


def test_a_letter_keeps_the_order_of_its_lines():
    menu = Menu(household_case("demo"), ())
    text = "bad_year\nfees\ncompany\noff_target"
    chosen = choose_lines(Reader(menu).read(text).claims, menu, "model")
    assert [one.statement.kind for one in chosen] == text.split("\n")


@everybody
def test_sections_hold_their_own_claims(name):
    lines = write_builtin_lines(menu_of(name)).splitlines()
    document = to_document(write("## history\n" + "\n".join(lines[::-1]), name=name)[0], name)
    keys_in_order = [section.key for section in document.sections]
    assert keys_in_order == [key for key in Section if key in keys_in_order]
    for section in document.sections:
        assert {KINDS[sentence.kind].section for sentence in section.sentences} <= {section.key}


@everybody
@pytest.mark.parametrize("seed", SEEDS)
def test_spoiled_lines_lose_themselves_alone(name, seed):
    """Any subset of lines is spoiled: the others stand in their order, and what must be told is complete."""
    lines = write_builtin_lines(menu_of(name)).splitlines()
    places = random_places(len(lines), seed)
    whole, spoiled = (write("\n".join(text), "", name=name)[0] for text in (lines, spoil(lines, places)))
    before, after = (places_of(to_document(outline, name)) for outline in (whole, spoiled))
    right = keys(read("\n".join(line for place, line in enumerate(lines) if place not in places), name).claims)
    kept = [key for key in right if key in before]
    assert set(kept) <= after.keys()
    assert {key_of(statement) for statement in must_tell(household_case(name))} <= after.keys()
    assert set(kept) <= {key_of(one.statement) for one in spoiled.chosen if one.author == "model"} <= set(right)
    assert [key for key in after if key in kept] == [key for key in before if key in kept]


@everybody
def test_the_same_outline_gives_the_same_document(name):
    lines = spoil(write_builtin_lines(menu_of(name)).splitlines(), {1, 4})
    one, other = (to_document(write("\n".join(lines), "2: fees", name=name)[0], name) for _ in range(2))
    assert one.model_dump_json() == other.model_dump_json()


@everybody
def test_actions_keep_their_tiers_in_any_order(name):
    menu = menu_of(name)
    wish = "\n".join(f"do {one.action.id}" for one in reversed(menu.actions))
    ordered = order_actions(read(wish, name), menu)
    assert {one.action.id for one in ordered} == {one.action.id for one in menu.actions}
    assert [one.tier for one in ordered] == sorted(one.tier for one in menu.actions)
    assert [one.priority for one in ordered] == list(range(1, len(ordered) + 1))
    for one, after in zip(ordered, ordered[1:], strict=False):
        places = [menu.actions.index(next(a for a in menu.actions if a.action == x.action)) for x in (one, after)]
        assert one.tier != after.tier or places[0] > places[1]


def test_actions_nobody_orders_keep_their_order():
    menu = menu_of("demo")
    assert [one.action for one in order_actions(read("fees"), menu)] == [one.action for one in menu.actions]
