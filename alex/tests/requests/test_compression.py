"""Pages are compressed, and their length tells nothing about a secret in them."""

import gzip
import re

import pytest

pytestmark = pytest.mark.django_db


def ask(client):
    return client.get("/settings/plan/", headers={"Accept-Encoding": "gzip"})


def test_a_compressed_page_is_the_same_page(as_alice):
    plain, packed = as_alice.get("/settings/plan/"), ask(as_alice)
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 3
    tokens = re.compile(rb'(value|token)="[^"]+"|"X-CSRFToken": ?"[^"]+"')
    without = [tokens.sub(b"", text) for text in (plain.content, gzip.decompress(packed.content))]
    assert len(without[0]) == len(without[1])


def test_its_length_changes_at_random(as_alice):
    assert len({len(ask(as_alice).content) for _ in range(20)}) > 5


def test_a_client_that_cannot_unpack_gets_it_plain(as_alice):
    assert "Content-Encoding" not in as_alice.get("/settings/plan/")
