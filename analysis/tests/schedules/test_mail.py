"""Addresses and tokens in the mails about scheduled analyses."""

import uuid

import pytest
from django.core import signing

from analysis.schedules.mail import make_token, read_token, site_url


@pytest.mark.parametrize(
    ("site", "laptop", "https", "hosts", "expected"),
    [
        ("https://alex.example", False, True, ["x"], "https://alex.example"),
        ("", True, False, ["localhost"], "http://127.0.0.1:8000"),
        ("", False, True, ["alex.example", "other"], "https://alex.example"),
        ("", False, False, [".alex.example"], "http://alex.example"),
    ],
)
def test_links_lead_to_this_installation(settings, site, laptop, https, hosts, expected):
    settings.SITE_URL, settings.LAPTOP, settings.HTTPS, settings.ALLOWED_HOSTS = site, laptop, https, hosts
    assert site_url() == expected


def test_a_token_names_one_person():
    person = uuid.uuid4()
    assert read_token(make_token(person)) == person


@pytest.mark.parametrize("salt", ["", "django.core.signing", "account"])
def test_a_token_of_another_use_names_nobody(salt):
    assert read_token(signing.dumps(str(uuid.uuid4()), salt=salt)) is None


def test_a_rotated_key_keeps_old_links(settings):
    person = uuid.uuid4()
    token = make_token(person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the same installation"
    assert read_token(token) == person
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(token) is None
