"""The history of an instrument shows each change with its user and both values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.audit import diff_values, record_changes
from people.audit.recording import MAX_TEXT_LENGTH, format_value
from people.models import AuditEvent, Change
from portfolios import events
from portfolios.models import Instrument
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.staff import address_of, form_data_for, helper_with, list_of


@pytest.fixture
def spy(catalogue):
    return Instrument.objects.get(symbol="SPY")


def test_a_change_records_user_and_both_values(as_sam, sam, spy):
    splits = {"allocation_asset_class": {"equity": 95, "cash": 5}}
    as_sam.post(address_of(spy), form_data_for(spy, name="Spider", splits=splits))
    event = AuditEvent.objects.for_row(spy).get()
    assert (event.user, event.action) == (sam, "changed_instrument")
    assert Change(field="name", before="SPDR S&P 500 ETF Trust", after="Spider") in event.changes
    assert Change(field="allocation_asset_class", before="equity 100", after="cash 5, equity 95") in event.changes
    assert Change(field="classified_by", before="seed", after="staff") in event.changes


def test_saving_without_a_change_records_nothing(as_sam, spy):
    as_sam.post(address_of(spy), form_data_for(spy))
    AuditEvent.objects.for_row(spy).get()
    as_sam.post(address_of(spy), form_data_for(spy))
    AuditEvent.objects.for_row(spy).get()


def test_a_refused_change_records_nothing(as_sam, spy):
    as_sam.post(address_of(spy), form_data_for(spy, name="Spider", splits={"allocation_asset_class": {"equity": 5}}))
    assert not AuditEvent.objects.exists()


def test_adding_and_deleting_are_recorded(as_sam, db):
    as_sam.post(
        reverse("admin:portfolios_instrument_add"),
        form_data_for(Instrument(symbol="NEW", name="New", instrument_type="etf")),
    )
    added = Instrument.objects.get()
    as_sam.post(address_of(added, "delete"), {"post": "yes"})
    deleted, created = AuditEvent.objects.for_row(added)
    assert (created.action, deleted.action) == ("added_instrument", "deleted_instrument")
    assert Change(field="symbol", before="", after="NEW") in created.changes
    assert Change(field="symbol", before="NEW", after="") in deleted.changes


def test_each_row_of_a_bulk_action_is_recorded(as_sam, alice):
    rows = [make_instrument(symbol, owner=alice, classified_by="tagger") for symbol in ("AAA", "BBB")]
    chosen = [str(row.pk) for row in rows]
    as_sam.post(list_of("instrument"), {"action": "mark_reviewed", "_selected_action": chosen})
    for row in rows:
        assert AuditEvent.objects.for_row(row).get().changes == [Change(field="reviewed", before="no", after="yes")]
    as_sam.post(list_of("instrument"), {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert AuditEvent.objects.filter(action="deleted_instrument").count() == 2


def test_the_history_page_lists_newest_first(as_sam, spy):
    as_sam.post(address_of(spy), form_data_for(spy, name="Spider <b>"))
    as_sam.post(address_of(spy), form_data_for(spy, name="Tarantula"))
    page = as_sam.get(address_of(spy, "history")).content.decode()
    assert page.index("Tarantula") < page.index("SPDR S&amp;P 500 ETF Trust")
    assert "sam@example.com" in page and "Changed an instrument" in page
    assert "Spider &lt;b&gt;" in page


def test_a_deleted_user_is_shown_as_a_pseudonym(as_sam, alice, spy):
    pk = alice.pk
    AuditEvent.objects.create(user=alice, action="changed_instrument", object_type="instrument", object_id=str(spy.pk))
    alice.delete()
    assert f"deleted user {pk}" in as_sam.get(address_of(spy, "history")).content.decode()


def test_many_changes_need_no_more_queries(as_sam, sam, spy):
    fields = {"user": sam, "action": "changed_instrument", "object_type": "instrument", "object_id": str(spy.pk)}
    AuditEvent.objects.create(**fields)
    as_sam.get(address_of(spy, "history"))  # the first request also makes queries that Django makes once a process
    with CaptureQueriesContext(connection) as for_one:
        as_sam.get(address_of(spy, "history"))
    AuditEvent.objects.bulk_create(AuditEvent(**fields) for _ in range(250))
    with CaptureQueriesContext(connection) as for_many:
        page = as_sam.get(address_of(spy, "history")).content.decode()
    assert len(for_many) == len(for_one) <= 16
    assert "Only the newest 200" in page


def test_history_needs_an_instrument_permission(spy):
    assert helper_with("view_auditevent").get(address_of(spy, "history")).status_code == 403
    assert not AuditEvent.objects.exists()


def test_the_history_links_to_all_events(as_sam, spy):
    as_sam.post(address_of(spy), form_data_for(spy, name="Spider"))
    link = reverse("admin:people_auditevent_changelist") + f"?object_type=instrument&object_id={spy.pk}"
    assert link.replace("&", "&amp;") in as_sam.get(address_of(spy, "history")).content.decode()
    assert as_sam.get(link).context["cl"].result_count == 1
    event = AuditEvent.objects.get()
    page = as_sam.get(reverse("admin:people_auditevent_change", args=[event.pk])).content.decode()
    assert "Spider" in page and "SPDR" in page


def test_a_failed_action_is_rolled_back(sam, spy):
    with (
        pytest.raises(ZeroDivisionError),
        record_changes(Instrument.objects.filter(pk=spy.pk), by=sam, kind=events.CHANGED),
    ):
        Instrument.objects.filter(pk=spy.pk).update(name="Spider")
        _ = 1 / 0
    assert not AuditEvent.objects.exists()
    assert Instrument.objects.get(pk=spy.pk).name != "Spider"


def test_history_values_are_short_text():
    assert len(format_value("x" * 1000)) == MAX_TEXT_LENGTH
    assert [format_value(value) for value in (None, True, False, "", {})] == ["", "yes", "no", "", ""]
    assert diff_values({"a": 1, "b": None}, {"a": 1, "b": ""}) == []
