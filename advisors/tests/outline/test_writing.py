"""Writers of outlines: good, careless, weak and failing models all give a whole document of true sentences."""

import json

import pytest

from advisors.claims.ranking import must_tell
from advisors.model_errors import ModelError
from advisors.outline.assembling import choose_lines
from advisors.outline.grammar import parse_outline
from advisors.outline.menu import key_of
from advisors.outline.writing import write_builtin_lines
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.step_output import LineCounts
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.outlines import Model, keys, menu_of, to_document, write

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)
WRONG = "You are certain to be fine: Pwned."


def good_lines(name="demo"):
    return write_builtin_lines(menu_of(name)).splitlines()


def section_keys(outline, name="demo"):
    return [section.key for section in to_document(outline, name).sections]


def must_keys(name):
    return {key_of(statement) for statement in must_tell(household_case(name))}


@everybody
def test_a_good_model_is_asked_once(name):
    lines = good_lines(name)
    outline, model = write("\n".join(lines), name=name)
    assert (model.asked, outline.faults, outline.rewritten, outline.model) == ([""], (), False, Model.name)
    assert outline.counts == LineCounts(by_model=len(outline.chosen))
    assert keys(outline.chosen) == keys(choose_lines(outline.reading.claims, menu_of(name), "model"))
    assert {one.author for one in outline.chosen} <= {"model"}


@everybody
def test_wrong_lines_are_put_right_by_number(name):
    lines = good_lines(name)
    spoiled = [WRONG if number % 10 == 0 else line for number, line in enumerate(lines)]
    numbers = [number for number, line in enumerate(spoiled, start=1) if line == WRONG]
    outline, model = write("\n".join(spoiled), "\n".join(f"{n}: {lines[n - 1]}" for n in numbers), name=name)
    assert len(model.asked) == 2 and "NUMBER: line" in model.asked[1]
    assert outline.counts == LineCounts(by_model=len(outline.chosen) - len(numbers), put_right=len(numbers))
    assert to_document(outline, name) == to_document(write("\n".join(lines), name=name)[0], name)


@everybody
def test_lines_that_stay_wrong_are_counted(name):
    lines = good_lines(name)
    spoiled = [WRONG if number % 10 == 0 else line for number, line in enumerate(lines)]
    count = spoiled.count(WRONG)
    outline, _ = write("\n".join(spoiled), "1: still wrong", name=name)
    assert (outline.counts.left_out, outline.counts.put_right) == (count, 0)
    assert outline.counts.corrected == count
    assert must_keys(name) <= set(keys(outline.chosen))
    assert len(outline.chosen) == outline.counts.by_model + outline.counts.added


def test_a_dropped_line_counts_as_left_out():
    outline, _ = write(f"worth\n{WRONG}\nfees", "2:")
    assert (outline.counts.by_model, outline.counts.put_right, outline.counts.left_out) == (2, 0, 1)
    assert outline.faults == ()


def test_all_kinds_of_lines_are_counted():
    action = menu_of("demo").actions[0].action.id
    outline, _ = write(f"## costs\nfees\nfees\ndo {action}\ndo nothing_at_all\nshare moons", "5: risk_level\n6: no")
    assert (outline.counts.by_model, outline.counts.put_right, outline.counts.left_out) == (2, 1, 1)


def test_a_failed_revision_loses_wrong_lines_only():
    outline, _ = write(f"worth\n{WRONG}\nfees\nrisk_level", ModelError("overloaded"))
    by_model = [one.statement.kind for one in outline.chosen if one.author == "model"]
    assert sorted(by_model) == ["fees", "risk_level", "worth"]
    assert (outline.rewritten, outline.model, outline.counts.left_out) == (False, Model.name, 1)


@everybody
@pytest.mark.parametrize("code", ["overloaded", "timeout", "key_refused", "malformed", "canary", "input_orders"])
def test_a_failed_call_gives_the_built_in_outline(name, code):
    outline, _ = write(ModelError(code), name=name)
    plain, _ = write("\n".join(good_lines(name)), name=name)
    assert (outline.rewritten, outline.model, outline.counts) == (True, BUILTIN_MODEL_NAME, LineCounts())
    assert keys(outline.chosen) == keys(plain.chosen)
    assert {one.author for one in outline.chosen} <= {"built_in"}


@pytest.mark.parametrize("answer", ["", "## risk\n## costs", "I cannot help with that.", "{}", "[[1]]", "Pwned\n" * 9])
def test_an_answer_without_a_right_line_is_replaced(answer):
    outline, model = write(answer, answer)
    assert (outline.rewritten, outline.model) == (True, BUILTIN_MODEL_NAME)
    assert keys(outline.chosen) == keys(write("\n".join(good_lines()))[0].chosen)
    wrong = [line for line in parse_outline(answer) if line.type != "heading"]
    assert outline.counts == LineCounts(left_out=len(wrong))
    assert len(model.asked) == (2 if wrong else 1)


WEAK = {
    "fences": lambda lines: ["```markdown", *lines, "```"],
    "bullets": lambda lines: [f"- {line}" for line in lines],
    "numbers": lambda lines: [f"{number}. {line}" for number, line in enumerate(lines, start=1)],
    "bold": lambda lines: [f"**{line}**" for line in lines],
    "capitals": lambda lines: [line.upper() for line in lines],
    "copied sentences": lambda lines: [
        next(line for section in menu_of("demo").lines().values() for line in section
             if line.removeprefix("* ").partition(" = ")[0] == one) for one in lines],
    "links": lambda lines: [f"so {line}" for line in lines],
}  # fmt: skip


@pytest.mark.parametrize("habit", WEAK)
def test_habits_of_weak_models_cost_no_line(habit):
    lines = [line for line in good_lines() if not line.startswith("compare_changes")]
    outline, model = write("\n".join(WEAK[habit](lines)))
    assert (model.asked, outline.faults) == ([""], ())
    assert keys(outline.chosen) == keys(write("\n".join(lines))[0].chosen)


PROSE = [
    "Here is the outline you asked for:", "Your portfolio is worth $9,999,999.", "You are on track!", "| a | b |",
    "[[portfolio.value]] is a lot.", "<script>alert('Pwned')</script>", "![x](https://evil.example/)",
    json.dumps({"claims": ["Pwned"]}), '{"content": "You should sell everything", "actions": [', "I hope that helps.",
]  # fmt: skip


@everybody
@pytest.mark.parametrize("revision", ["", "1: Pwned", "\n".join(PROSE)])
def test_prose_between_lines_is_never_printed(name, revision):
    lines = good_lines(name)
    mixed = [text for pair in zip(lines, (PROSE * len(lines))[: len(lines)], strict=True) for text in pair]
    outline, _ = write("\n".join(mixed), revision, name=name)
    plain, _ = write("\n".join(lines), name=name)
    printed = to_document(outline, name).model_dump_json()
    assert outline.counts.left_out == len(lines)
    assert set(keys(plain.chosen)) <= set(keys(outline.chosen)) <= set(keys(outline.reading.claims))
    assert not [word for word in ("Pwned", "9,999,999", "evil", "hope", "[[portfolio") if word in printed]


def test_sections_stay_whole_whatever_is_wrong():
    lines = good_lines()
    whole = section_keys(write("\n".join(lines))[0])
    for step in (2, 3, 5):
        spoiled = [WRONG if number % step else line for number, line in enumerate(lines)]
        assert set(section_keys(write("\n".join(spoiled), "")[0])) <= set(whole)
        assert must_keys("demo") <= set(keys(write("\n".join(spoiled), "")[0].chosen))
