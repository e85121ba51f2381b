"""Import a catalogue file that staff upload: preview it, then write exactly what the preview showed."""

from django.db import transaction

from people.audit import record_changes, record_event
from people.models import User
from portfolios import events
from portfolios.catalogue.file import Catalogue, CatalogueProblem, parse_catalogue
from portfolios.catalogue.seed import CataloguePlan, build_catalogue_plan, plan_seed, write_catalogue_plan
from portfolios.cleaning import clean_text
from portfolios.models import Instrument
from portfolios.models.imports import CatalogueDraft


class CatalogueInvalid(Exception):
    """The uploaded file is not a valid catalogue."""

    def __init__(self, problems: list[CatalogueProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class CataloguePlanChanged(Exception):
    """The import would no longer do what the preview showed."""


@transaction.atomic
def create_catalogue_draft(*, user: User, file_name: str, data: bytes) -> CatalogueDraft:
    """Store the file in place of this person's previous one. Raises CatalogueInvalid."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueInvalid([CatalogueProblem("", "This is not text in UTF-8.")]) from None
    _parse_valid_catalogue(text)
    CatalogueDraft.objects.filter(user=user).delete()
    return CatalogueDraft.objects.create(user=user, file_name=clean_text(file_name)[:200], text=text)


def plan_catalogue_draft(draft: CatalogueDraft) -> CataloguePlan:
    """Return the preview. Raises CatalogueInvalid if the taxonomy has changed since the upload."""
    return plan_seed(_parse_valid_catalogue(draft.text))


@transaction.atomic
def apply_catalogue_draft(*, draft: CatalogueDraft, digest: str) -> CataloguePlan:
    """Write the plan whose digest the preview showed. Raises CataloguePlanChanged and CatalogueInvalid."""
    catalogue = _parse_valid_catalogue(draft.text)
    symbols = [entry.symbol for entry in catalogue.instruments]
    shared = Instrument.objects.catalogue().filter(symbol__in=symbols)
    stored = {row.symbol: row for row in shared.order_by("pk").select_for_update(no_key=True)}
    plan = build_catalogue_plan(catalogue, stored)
    if plan.digest != digest:
        raise CataloguePlanChanged
    with record_changes(shared, by=draft.user, kind=events.INSTRUMENT_IMPORTED, details=draft.file_name):
        write_catalogue_plan(plan, stored)
    new, changed, same, kept = plan.counts
    counts = f"{new} new, {changed} changed, {same} unchanged, {kept} left as staff decided"
    record_event(events.CATALOGUE_IMPORTED, by=draft.user, row=Instrument, details=f"{draft.file_name}: {counts}")
    draft.delete()
    return plan


def _parse_valid_catalogue(text: str) -> Catalogue:
    """Parse a catalogue. Raises CatalogueInvalid with all problems."""
    catalogue, problems = parse_catalogue(text)
    if catalogue is None:
        raise CatalogueInvalid(problems)
    return catalogue
