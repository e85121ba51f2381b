"""Every URL of the product, from the URL resolver, and requests to them."""

import json
import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver

from people.tests.support.cast import signed_in

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
OF_OTHERS = ("auth/", "_allauth/", "admin/")
"""Prefixes of allauth's and the admin's pages, which share one rule."""
ID = "*"
KINDS = {
    "settings/privacy/exports/": "export",
    "accounts/import/*": "draft", "api/imports/": "draft",
    "accounts/*": "account", "positions/*": "position", "instruments/*": "instrument",
    "removals/*": "removal",
    "settings/plan/income/*": "income", "dashboard/income/*": "income", "team/": "job",
    "analyses/*/decide/": "decided", "analyses/*/ask/": "finished", "analyses/*/compare/": "finished",
    "analyses/*/what-if/": "finished", "scenarios/": "scenario",
    "analyses/*/document.pdf": "finished", "api/jobs/*/document.pdf": "finished",
    "analyses/*/report.md": "finished", "analyses/*/holdings.xlsx": "finished", "analyses/*/analysis.json": "finished",
    "api/jobs/*/report.md": "finished", "api/jobs/*/holdings.xlsx": "finished", "api/jobs/*/analysis.json": "finished",
    "settings/keys/": "key", "analyses/": "job", "api/accounts/": "account",
    "api/positions/": "position", "api/jobs/*/questions": "finished", "api/jobs/*/comparisons": "finished",
    "api/jobs/": "job",
    "questions/": "question", "api/questions/": "question",
}  # fmt: skip
"""The kind of row that the id of a URL names, by prefix."""


def routes(patterns=None, before=""):
    """Return every path of the resolver with * for an id."""
    for entry in patterns or get_resolver().url_patterns:
        path = before + re.sub(r"<uuid:\w+>", ID, str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from routes(entry.url_patterns, path)


def own_routes():
    return [path for path in routes() if not path.startswith(OF_OTHERS)]


def row_of(path, rows):
    """Return the row that the id of this path names."""
    return next(rows[kind] for start, kind in KINDS.items() if path.startswith(start))


def address(path, rows):
    return f"/{path.replace(ID, str(row_of(path, rows).pk))}" if ID in path else f"/{path}"


def unknown(path):
    return f"/{path.replace(ID, str(uuid.uuid4()))}"


def ask(client, method, url, body=None, headers=None):
    """Send JSON to the API and a form to a page."""
    if method in ("POST", "PUT", "PATCH") and url.startswith(("/api/", "/_allauth/")):
        return client.generic(method, url, json.dumps(body or {}), content_type="application/json", headers=headers)
    if method == "POST":
        return client.post(url, body or {}, headers=headers)
    return client.generic(method, url, headers=headers)


def close_file(response):
    """Close the file of a static answer. response.close() would also close the connection of the test."""
    for close in response._resource_closers:
        close()


def client_of(user):
    return Client() if user is None else signed_in(user)


def file(text="Symbol,Quantity\nVTI,12\n", name="positions.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
