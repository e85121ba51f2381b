from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.models import User
from portfolios.catalogue.file import read_catalogue
from portfolios.models import Account, Instrument, Position, Profile
from portfolios.tests.conftest import make_account, make_instrument, make_position


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_seed_instruments_can_be_repeated(db):
    size = len(read_catalogue().instruments)
    assert f"{size} added" in run("seed_instruments")
    assert f"0 added, 0 updated, {size} unchanged" in run("seed_instruments")


def test_seed_instruments_refuses_a_broken_file(db, monkeypatch, tmp_path):
    file = tmp_path / "instruments.json"
    file.write_text("{}")
    monkeypatch.setattr("portfolios.management.commands.seed_instruments.read_catalogue", lambda: read_catalogue(file))
    with pytest.raises(CommandError, match="Nothing was changed"):
        run("seed_instruments")
    assert not Instrument.objects.exists()


def test_seed_demo_prints_the_local_login(catalogue):
    first, second = run("seed_demo"), run("seed_demo")
    assert "demo@example.com / alex-demo-password" in first
    assert "created: 3 accounts and 17 positions added" in first
    assert "already existed: 0 accounts and 0 positions added" in second
    assert User.objects.get(email="demo@example.com").check_password("alex-demo-password")


def test_seed_demo_hides_a_given_password(catalogue):
    assert "quite-another-one" not in run("seed_demo", password="quite-another-one")
    assert User.objects.get(email="demo@example.com").check_password("quite-another-one")


def test_seed_demo_needs_a_password_on_servers(catalogue, settings):
    settings.LAPTOP = False
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        run("seed_demo")
    assert not User.objects.exists()
    settings.DEMO_PASSWORD = "from-the-environment"
    assert "created" in run("seed_demo")


def test_seed_demo_needs_the_catalogue(db):
    with pytest.raises(CommandError, match="seed_instruments"):
        run("seed_demo")
    assert not User.objects.exists()


def test_populate_fills_the_accounts_of_a_user(alice, catalogue):
    assert "alice@example.com: 3 accounts and 17 positions added" in run("populate", email="ALICE@example.com")
    assert "0 accounts and 0 positions" in run("populate", email="alice@example.com")


def test_populate_fails_for_an_unknown_user(catalogue):
    with pytest.raises(CommandError, match="No user has the email nobody@example.com"):
        run("populate", email="nobody@example.com")


def test_verify_data_accepts_seed_and_demo(catalogue):
    run("seed_demo")
    listed = Instrument.objects.count()
    assert f"{listed} instruments, 3 accounts and 17 positions: no problems found" in run("verify_data")


def spoil_split(alice):
    Instrument.objects.filter(symbol="SPY").update(allocation_regions={"north_america": 90})


def spoil_classification(alice):
    Instrument.objects.filter(symbol="SPY").update(allocation_asset_class={})


def spoil_price(alice):
    Instrument.objects.filter(symbol="SPY").update(current_price=None, priced_at=None, price_source="")


def spoil_price_date(alice):
    Instrument.objects.filter(symbol="SPY").update(priced_at="2999-01-01T00:00:00Z")


def spoil_catalogue(alice):
    Instrument.objects.filter(symbol="SPY").delete()


def spoil_kind(alice):
    make_account(alice, kind="mattress")


def spoil_owner(alice):
    bob = User.objects.create_user("bob@example.com")
    make_position(make_account(alice), make_instrument("BOBS", owner=bob))


def spoil_account(alice):
    bob = User.objects.create_user("bob@example.com")
    position = make_position(make_account(alice), Instrument.objects.get(symbol="SPY"))
    Position.objects.filter(pk=position.pk).update(user=bob)


def spoil_profile(alice):
    Profile.objects.all().delete()


def spoil_targets(alice):
    Profile.objects.update(asset_class_targets={})


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (spoil_split, "sum to 90"),
        (spoil_classification, "SPY: in the catalogue without a classification"),
        (spoil_price, "SPY: in the catalogue without a price"),
        (spoil_price_date, "SPY: priced in the future"),
        (spoil_catalogue, "SPY: not in the catalogue"),
        (spoil_kind, "mattress"),
        (spoil_owner, "its instrument belongs to someone else"),
        (spoil_account, "its account belongs to someone else"),
        (spoil_profile, "has no profile"),
        (spoil_targets, "has no targets"),
    ],
)
def test_verify_data_fails_with_each_problem(alice, catalogue, spoil, line):
    spoil(alice)
    out = StringIO()
    with pytest.raises(CommandError, match="problems found"):
        call_command("verify_data", stdout=out)
    assert line in out.getvalue()


def test_verify_data_reports_a_lost_constraint(catalogue, monkeypatch):
    monkeypatch.setattr(Account._meta.constraints[0], "name", "account_no_such_constraint")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_data", stdout=out)
    assert "account_no_such_constraint: missing" in out.getvalue()
