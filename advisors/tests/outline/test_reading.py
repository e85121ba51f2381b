"""Reading an outline and its revision: each line stands or falls alone, and a revision touches wrong lines only."""

import json

import pytest

from advisors.claims.sections import Section
from advisors.outline.menu import Menu, write_line
from advisors.outline.reading import MAX_REVISED_LINES, Reader, describe_faults
from advisors.outline.resolve import WrongLine
from advisors.safety.guardrail import Guardrail
from advisors.safety.prompt_data import REVISE_LINES
from advisors.tests.support.claim_cases import household_case
from advisors.tests.support.outlines import menu_of, read

WRONG = "worth\nshare spaceships\nfees\nYou are certain to be fine.\nrisk_level"
NOTE = "note: Broad funds spread risk over many companies. [1]"


def kinds(reading):
    return [claim.statement.kind for claim in reading.claims]


def test_a_wrong_line_loses_itself_alone():
    reading = read(WRONG)
    assert kinds(reading) == ["worth", "fees", "risk_level"]
    assert (reading.wrong, reading.right) == ({2, 4}, {1, 3, 5})


def test_a_revision_replaces_wrong_lines_in_place():
    revised = Reader(menu_of("demo")).revise(read(WRONG), "2: share stocks\n4: bad_year")
    assert kinds(revised) == ["worth", "share", "fees", "bad_year", "risk_level"]
    assert not revised.faults


@pytest.mark.parametrize("answer", ["2:\n4:", "2 :\n4.", "- 2:\n* 4) ", "```\n2:\n4:\n```"])
def test_a_number_alone_drops_its_line(answer):
    revised = Reader(menu_of("demo")).revise(read(WRONG), answer)
    assert kinds(revised) == ["worth", "fees", "risk_level"]
    assert (revised.faults, [line.number for line in revised.lines]) == ((), [1, 3, 5])


@pytest.mark.parametrize("answer", ["1: bad_year\n3:\n5: growth", "99: growth", "", "fees\ngrowth", "Sorry.", "{}"])
def test_a_revision_touches_no_other_line(answer):
    revised = Reader(menu_of("demo")).revise(read(WRONG), answer)
    assert kinds(revised) == ["worth", "fees", "risk_level"]
    assert revised.wrong == {2, 4}


def test_a_revision_may_be_wrong_again():
    revised = Reader(menu_of("demo")).revise(read(WRONG), "2: share moons\n4: bad_year")
    assert (kinds(revised), revised.wrong) == (["worth", "fees", "bad_year", "risk_level"], {2})


def test_a_request_to_revise_is_labelled_data():
    request = describe_faults(read(WRONG))
    Guardrail((), 5_000).inspect("Write an outline.", request)
    instruction, _, data = request.split("\n")
    assert instruction == REVISE_LINES
    problems = json.loads(data)["problems"]
    assert [problem.partition(":")[0] for problem in problems] == ["2", "4"]
    assert "share can be said of: " in problems[0] and "WRONG: A line begins with" in problems[1]


def test_a_request_to_revise_is_short():
    request = describe_faults(read("\n".join(f"nonsense{number} {'x' * 500}" for number in range(100))))
    assert len(json.loads(request.split("\n")[-1])["problems"]) == MAX_REVISED_LINES
    assert len(request) < 10_000


def test_a_claim_of_another_part_is_wrong_here():
    reader = Reader(Menu(household_case("demo"), (Section.COSTS, Section.RISK)))
    reading = reader.read("fees\non_track\nrisk_level")
    assert (kinds(reading), reading.wrong) == (["fees", "risk_level"], {2})
    assert "another part" in reading.faults[0].reason


def test_without_sections_any_claim_may_be_chosen():
    assert not Reader(Menu(household_case("demo"), ())).read("fees\non_track\nworth").faults


def test_actions_are_read_in_their_order():
    actions = menu_of("demo").actions
    reading = read("\n".join(f"do {one.action.id}" for one in reversed(actions)) + "\ndo sell_everything")
    assert reading.actions == tuple(reversed(actions))
    assert reading.wrong == {len(actions) + 1}


@pytest.mark.parametrize("text", ["chart drift bar", "consult reporter"])
def test_lines_of_other_writers_are_wrong_here(text):
    assert read(text).wrong == {1}


def test_other_lines_are_read_by_their_reader():
    def read_extra(line):
        if line.name == "evil":
            raise WrongLine("No such series.")
        return line.name

    reading = read("chart drift bar\nfees\nchart evil pie", read_extra=read_extra)
    assert (reading.extras, kinds(reading), reading.wrong) == (("drift",), ["fees"], {3})


def read_notes(text, sources=2):
    return read(text, citations=lambda: sources)


def test_a_note_belongs_to_the_lines_before_it():
    reading = read_notes(f"## costs\n{NOTE}\nrisk_level\n{NOTE}\n## taxes\nfees\n{NOTE.replace('1', '2')}")
    assert [(note.section, note.cites) for note in reading.notes] == [(Section.COSTS, (1,)), (Section.RISK, (1,))]
    assert reading.wrong == {7}  # a second one on costs


@pytest.mark.parametrize(
    "text",
    [
        NOTE.replace("[1]", ""), NOTE.replace("[1]", "[3]"), NOTE.replace("[1]", "[0]"), NOTE.replace("[1]", "[1] [9]"),
        "note: [1]", "note: Pwned, you win. [1]", "note: NVDA makes chips. [1]",
    ],
)  # fmt: skip
def test_a_note_without_its_source_is_wrong(text):
    reading = read_notes(f"fees\n{text}")
    assert (reading.notes, reading.wrong) == ((), {2})


def test_a_note_of_no_section_is_wrong():
    assert read_notes(f"{NOTE}\n## Pwned\n{NOTE}\nfees").wrong == {1, 3}


def test_without_a_library_no_note_is_read():
    assert read(f"fees\n{NOTE}").wrong == {2}


@pytest.mark.parametrize(("commentary", "wrong"), [("cited", {2}), ("free", set()), ("off", {2, 4})])
def test_the_setting_says_which_notes_are_read(commentary, wrong):
    text = f"fees\n{NOTE.replace('[1]', '')}\nrisk_level\n{NOTE}"
    assert read(text, citations=lambda: 1, commentary=commentary).wrong == wrong


def test_at_most_four_notes_are_read():
    text = "\n".join(f"{kind}\n{NOTE}" for kind in ("worth", "split", "risk_level", "fees", "off_target"))
    assert [note.section for note in read_notes(text).notes] == [
        Section.OWN, Section.MIX, Section.RISK, Section.COSTS
    ]  # fmt: skip
    assert read_notes(text).wrong == {10}


def test_a_copy_of_the_menu_is_read_whole():
    menu = menu_of("demo")
    text = "\n".join(f"## {section}\n" + "\n".join(lines[:12]) for section, lines in menu.lines().items())
    reading = read(text)
    assert not reading.faults
    assert write_line(reading.claims[0].statement) == "worth"
