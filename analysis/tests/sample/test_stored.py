"""The sample analysis in the file is what Alex computes of its snapshot today."""

import pytest
from django.core.management import CommandError, call_command

from analysis.pipeline.prepare import compute_case
from analysis.sample.stored import load_sample, write_file
from people.models import User
from portfolios.tests.support.seeded_catalogue import lay_catalogue

REMAKE = "Run `python manage.py make_sample_analysis`: the figures of the sample household have changed."


@pytest.mark.slow
def test_its_figures_are_those_of_this_version():
    stored = load_sample()
    fresh = compute_case(stored.snapshot).claims.facts
    assert {fact.id: fact.value for fact in fresh.facts} == {fact.id: fact.value for fact in stored.facts.facts}, REMAKE


def test_the_built_in_writer_wrote_it():
    stored = load_sample()
    assert (stored.model, stored.cost_usd) == ("built-in writer", 0)
    assert all(step.status in ("done", "skipped") for step in stored.steps)
    assert stored.report_payload.figures_corrected == 0


def test_the_same_analysis_gives_the_same_bytes(tmp_path):
    write_file(load_sample(), tmp_path / "copy")
    load_sample.cache_clear()
    assert load_sample(tmp_path / "copy") == load_sample()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_command_leaves_nobody_behind(tmp_path, capsys):
    lay_catalogue()
    call_command("make_sample_analysis", file=tmp_path / "made.json.gz")
    assert load_sample(tmp_path / "made.json.gz").holdings == 17
    assert not User.objects.exists()


def test_the_command_wants_no_language_model(settings):
    settings.LLM_MODEL = "openai/example"
    with pytest.raises(CommandError, match="Unset LLM_MODEL"):
        call_command("make_sample_analysis")
