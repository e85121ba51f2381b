"""Import a catalogue file through the admin's pages."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolios.catalogue.file import FILE
from portfolios.models import CatalogueDraft

UPLOAD = "admin:catalogue_upload"
CONTENT = json.loads(FILE.read_text())


def file_of(*symbols, **changes):
    """Return a file with the shipped entries of these symbols. An unknown symbol is a copy of SPY.

    changes: replace fields of the first entry.
    """
    known = {entry["symbol"]: entry for entry in CONTENT["instruments"]}
    entries = [dict(known.get(symbol, known["SPY"]), symbol=symbol) for symbol in symbols]
    entries[0] |= changes
    return json.dumps({**CONTENT, "instruments": entries})


def upload(client, content):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile("new figures.json", data)})


def apply(client, page=None):
    draft = CatalogueDraft.objects.get()
    address = reverse("admin:catalogue_check", args=[draft.pk])
    page = page or client.get(address)
    return client.post(address, {"digest": page.context["plan"].digest})
