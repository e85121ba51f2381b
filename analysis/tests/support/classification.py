"""Classify an instrument as the queue does it, and read what is stored."""

from analysis.worker.tasks import classify_instruments


def stored(instrument):
    instrument.refresh_from_db()
    return instrument.classified_by, instrument.allocation_asset_class


def deliver(instrument, *, again=False):
    """Run the task as the queue delivers it."""
    return classify_instruments(str(instrument.owner_id or ""), [str(instrument.pk)], again)
