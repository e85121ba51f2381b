"""The notes that ship with Alex: their file, `seed_library`, and what the planner sees of them."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_q.models import OrmQ
from pydantic import ValidationError

from advisors.library import notes
from advisors.library.seed import FILE, SeedLibrary, read_seed_library, seed_library
from advisors.library.subjects import SUBJECTS, count_case_notes, select_subjects
from advisors.models import ResearchNote
from advisors.outline.menu import Menu
from advisors.planner import prompts
from advisors.tests.support.claim_cases import household_case
from advisors.tests.support.library_notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_model(settings):
    settings.EMBEDDING_MODEL = settings.VECTOR_BUCKET = ""


def run():
    out = StringIO()
    call_command("seed_library", stdout=out)
    return out.getvalue()


def changed_library(**changes):
    """Return the library with changes to its first note."""
    content = json.loads(FILE.read_text())
    content["notes"][0] |= changes
    return SeedLibrary.model_validate(content)


def test_the_file_has_notes_on_every_subject():
    library = read_seed_library()
    assert len(library.notes) >= 40
    assert {note.subject for note in library.notes} == {subject.key for subject in SUBJECTS}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"points": ["Fees take 20% of it.", "So watch them."]}, "It holds a figure"),
        ({"points": ["See https://example.org.", "So watch them."]}, "It holds a link"),
        ({"title": "Fees in 2026"}, "It holds a figure"),
        ({"subject": "gossip"}, "There is no subject"),
        ({"source": "http://example.org/a"}, "String should match pattern"),
        ({"publisher": ""}, "at least 1 character"),
        ({"opinion": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_a_note_with_a_fault_is_refused(changes, reason):
    with pytest.raises(ValidationError, match=reason):
        changed_library(**changes)


def test_seeding_can_be_repeated():
    count = len(read_seed_library().notes)
    assert f"{count} added, 0 updated, 0 unchanged, 0 removed, 0 left" in run()
    assert f"0 added, 0 updated, {count} unchanged, 0 removed, 0 left" in run()
    assert ResearchNote.objects.count() == count


def test_notes_of_others_stay_as_they_are():
    first = read_seed_library().notes[0]
    notes.store_note(make_note())
    notes.store_note(make_note(first.title, "- In other words.", first.source))
    assert "1 left as others wrote them" in run()
    stored = ResearchNote.objects.get(topic=first.title)
    assert (stored.text, stored.subject) == ("- In other words.", "")
    assert ResearchNote.objects.filter(topic="Rates are cut").exists()


def test_a_new_version_replaces_own_notes():
    run()
    row = ResearchNote.objects.get(topic=read_seed_library().notes[0].title)
    row.save_embedding([1.0, 2.0], "stub/words:2")
    assert seed_library(changed_library(points=["Fees matter.", "Look at them."]))[:4] == (0, 1, 49, 0)
    row.refresh_from_db()
    assert (row.text, row.embedding_model) == ("- Fees matter.\n- Look at them.", "")
    assert seed_library(changed_library(title="Fees matter much"))[:4] == (1, 0, 49, 1)


def test_a_broken_file_changes_nothing(monkeypatch, tmp_path):
    file = tmp_path / "notes.json"
    file.write_text("{}")
    monkeypatch.setattr("advisors.management.commands.seed_library.read_seed_library", lambda: read_seed_library(file))
    with pytest.raises(CommandError, match="Nothing was changed"):
        run()
    assert not ResearchNote.objects.exists()


def test_a_worker_embeds_the_new_notes_once(settings, django_capture_on_commit_callbacks):
    settings.EMBEDDING_MODEL = "stub/words"
    with django_capture_on_commit_callbacks(execute=True):
        run()
        run()
    assert OrmQ.objects.count() == 1


QUESTIONS = {
    "how fees reduce what I keep": "costs",
    "should I delay claiming Social Security": "social_security",
    "too much in one company's stock": "concentration",
    "why rebalance to the target mix": "rebalancing",
    "bad returns at the beginning of retirement": "sequence_risk",
    "emergency savings in cash": "reserve",
    "target-date fund glide path": "target_date_funds",
    "required minimum distributions": "required_distributions",
    "bond prices and rising interest rates": "bonds",
    "does my employer match": "saving",
    "foreign stocks and home bias": "home_bias",
    "how long will I live": "longevity",
}


@pytest.mark.parametrize(("question", "subject"), QUESTIONS.items())
def test_a_question_finds_a_note_on_its_subject(question, subject):
    run()
    assert subject in [note.subject for note in notes.search_notes(question)]


EVERYTHING = {subject.key: 2 for subject in SUBJECTS}
LABELS = {subject.key: subject.label for subject in SUBJECTS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("household", "listed", "left_out"),
    [
        ("retiree70", {"withdrawals", "longevity", "social_security"}, {"saving", "reserve"}),
        ("young25", {"saving", "reserve", "target_date_funds"}, {"withdrawals", "social_security", "bonds"}),
        ("crypto", {"concentration"}, {"target_date_funds"}),
        ("single_stock", {"concentration", "saving"}, {"market_timing"}),
        ("all_cash", {"inflation", "market_timing"}, {"costs", "concentration"}),
    ],
)
def test_only_subjects_that_matter_are_listed(household, listed, left_out):
    found = select_subjects(household_case(household).situation, EVERYTHING)
    assert {LABELS[key] for key in listed} <= set(found)
    assert not {LABELS[key] for key in left_out} & set(found)


def test_the_planner_sees_counts_by_subject(django_assert_num_queries):
    run()
    case = household_case("young25")
    situation, menu = case.situation, Menu(case, ())
    notes.store_note(make_note(symbols=["VFFVX"]))
    with django_assert_num_queries(2):
        found = count_case_notes(situation)
    assert found["News on what this person holds"] == 1
    assert found["Target-date funds"] == 2
    data = json.loads(prompts.build_plan_task(menu, found).split("\n", 1)[1])
    assert data["library"] == found
    assert "library" not in json.loads(prompts.build_plan_task(menu, {}).split("\n", 1)[1])


def test_every_label_is_free_of_figures():
    assert not [subject.label for subject in SUBJECTS if re.search(r"\d", subject.label)]
