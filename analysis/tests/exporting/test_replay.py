"""An exported analysis, computed again from its file alone, is the same to the byte."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from functools import cache

import pytest
from django.core.management import CommandError, call_command

from analysis.exporting.building import build_bundle
from analysis.exporting.bundle import Bundle
from analysis.exporting.differences import ReplayedFiles, compare_replay
from analysis.exporting.reading import MAX_BYTES, BundleRefused, read_bundle
from analysis.exporting.replaying import CannotReplay, replay
from analysis.models import Job
from analysis.pipeline.made_with import describe_software
from analysis.sample.copying import copy_sample
from people import acting_as
from portfolios.changes.demo import create_demo_user
from portfolios.tests.support.seeded_catalogue import lay_catalogue

pytestmark = pytest.mark.slow


@pytest.fixture
def bundle(db):
    lay_catalogue()
    person = create_demo_user()
    with acting_as(person.pk):
        return build_bundle(Job.objects.get(pk=copy_sample(person).pk))


@pytest.fixture
def file(bundle, tmp_path):
    path = tmp_path / "analysis.json"
    path.write_text(bundle.model_dump_json())
    return path


@cache
def report_of(bundle_json):
    bundle = Bundle.model_validate_json(bundle_json)
    return compare_replay(bundle.analysis, replay(bundle.analysis), describe_software())


def changed(bundle, **columns):
    """Return the bundle with another analysis, sealed anew, as somebody would who means to deceive."""
    return Bundle.seal(bundle.analysis.model_copy(update=columns))


def run(*arguments, **environment):
    """Run the command as another machine would: in a process that knows no database."""
    outside = {"SECRET_KEY": "k9" * 40, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "DEBUG": "1"}
    command = [sys.executable, "manage.py", "replay", *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, **outside, **environment}, capture_output=True, text=True)


def test_the_sample_replays_to_the_byte(bundle):
    replayed = ReplayedFiles.of(replay(bundle.analysis))
    assert replayed == ReplayedFiles.of(bundle.analysis)


@pytest.mark.processes
@pytest.mark.parametrize("without", ["", "X86_V4 AVX512_ICL AVX512_SPR"])
def test_it_is_the_same_on_another_machine(file, tmp_path, bundle, without):
    done = run(file, "--to", tmp_path / "made", NPY_DISABLE_CPU_FEATURES=without)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["facts", "identical", "charts", "identical", "document", "identical"]
    assert (tmp_path / "made" / "document.json").read_text() == bundle.analysis.document.model_dump_json()
    assert (tmp_path / "made" / "facts.json").read_text() == bundle.analysis.facts.model_dump_json()


def test_the_day_it_is_replayed_does_not_matter(bundle, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: pytest.fail("replaying asks for the time"))
    assert report_of(bundle.model_dump_json()).is_identical


def test_another_seed_is_reported(bundle):
    made = bundle.analysis.made_with.model_copy(update={"seed": 7})
    report = report_of(changed(bundle, made_with=made).model_dump_json())
    by_id = {one.fact: one for one in report.changed}
    assert not report.facts
    assert by_id["plan.sustained_90"].by != 0
    assert "portfolio.value" not in by_id


def test_another_price_is_reported(bundle):
    snapshot = bundle.analysis.snapshot
    first, *others = snapshot.instruments
    dearer = first.model_copy(update={"price": first.price + 1})
    snapshot = snapshot.model_validate({**snapshot.model_dump(), "instruments": [dearer, *others]})
    report = report_of(changed(bundle, snapshot=snapshot).model_dump_json())
    shares = sum(one.quantity for one in snapshot.positions if one.instrument_id == first.id)
    (worth,) = [one for one in report.changed if one.fact == "portfolio.value"]
    assert worth.by == round(shares, 2)
    assert not report.is_identical


def test_other_software_is_named(bundle):
    made = bundle.analysis.made_with.model_copy(update={"assumptions": "a" * 12, "numpy": "1.0"})
    report = report_of(changed(bundle, made_with=made).model_dump_json())
    assert report.is_identical
    assert [line.partition(":")[0] for line in report.software] == ["stored assumptions and laws", "version of numpy"]


def test_an_edited_file_is_refused_unless_allowed(file, capsys):
    data = json.loads(file.read_text())
    data["analysis"]["facts"]["facts"][0]["value"] = "1"
    file.write_text(json.dumps(data))
    with pytest.raises(CommandError, match="changed after Alex wrote it"):
        call_command("replay", file)
    with pytest.raises(CommandError, match="differs from the file"):
        call_command("replay", file, allow_changes=True)
    assert "facts     different\ncharts    identical\ndocument  identical" in capsys.readouterr().out


def test_whitespace_does_not_break_the_checksum(file, bundle):
    file.write_text(json.dumps(json.loads(file.read_text()), indent=3))
    assert read_bundle(file).checksum == bundle.checksum


HOSTILE = {
    "cut off": lambda text: text[:-100],
    "no JSON": lambda text: "PK\x03\x04",
    "unknown key": lambda text: text.replace('"format"', '"extra":1,"format"', 1),
    "of a later version": lambda text: text.replace('"version":1', '"version":9', 1),
    "deep": lambda text: "[" * 100_000,
    "of many simulations": lambda text: text.replace('"paths":10000', '"paths":2000000000', 1),
    "of a long life": lambda text: text.replace('"plan_to_age":', '"plan_to_age":9999', 1),
    "huge number": lambda text: text.replace('"annual_contribution":"', '"annual_contribution":"1E+999999', 1),
    "unknown step": lambda text: text.replace('"name":"report"', '"name":"../report"', 1),
}


@pytest.mark.parametrize("damage", HOSTILE)
def test_a_damaged_file_is_refused_in_plain_words(file, damage):
    text = HOSTILE[damage](file.read_text())
    assert text != file.read_text()
    file.write_text(text)
    with pytest.raises(BundleRefused, match="Export the analysis again"):
        read_bundle(file, allow_changes=True)


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(MAX_BYTES * 50)
    with pytest.raises(BundleRefused, match="larger than 64 MB"):
        read_bundle(tmp_path / "huge")


def test_an_input_that_contradicts_itself_is_refused(bundle):
    snapshot = bundle.analysis.snapshot.model_copy(update={"instruments": ()})
    with pytest.raises(CannotReplay, match="Nothing can be computed"):
        replay(changed(bundle, snapshot=snapshot).analysis)


def test_weights_and_money_of_a_bundle_are_exact(bundle):
    again = Bundle.model_validate_json(bundle.model_dump_json())
    assert again == bundle
    assert all(isinstance(one.quantity, Decimal) for one in again.analysis.snapshot.positions)
