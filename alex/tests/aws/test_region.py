"""The names of the AWS Region, and the token of IAM that is signed for it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from alex.aws.database_token import build_token
from alex.aws.region import REGION_VARIABLES, find_region, share_region


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in REGION_VARIABLES:
        monkeypatch.setenv(name, "set back after the test")
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


@pytest.mark.parametrize("name", REGION_VARIABLES)
def test_each_name_of_the_region_is_read(name, monkeypatch):
    assert find_region() == "us-east-1"
    monkeypatch.setenv(name, "eu-west-1")
    assert find_region() == "eu-west-1"


def test_libraries_learn_the_region(monkeypatch):
    import boto3

    monkeypatch.setenv("DEFAULT_AWS_REGION", "eu-central-1")
    share_region()
    assert boto3.client("sqs").meta.region_name == "eu-central-1"


def test_the_names_of_libraries_win(monkeypatch):
    import os

    monkeypatch.setenv("DEFAULT_AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    share_region()
    assert (os.environ["AWS_REGION"], os.environ["AWS_DEFAULT_REGION"]) == ("eu-west-1", "eu-west-1")


def test_a_token_is_signed_for_one_login(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    signed = urlsplit(f"https://{build_token('db.example.com', 5432, 'alex_app')}")
    query = parse_qs(signed.query)
    assert (signed.hostname, signed.port) == ("db.example.com", 5432)
    assert query["DBUser"] == ["alex_app"] and query["Action"] == ["connect"] and query["X-Amz-Expires"] == ["900"]
    assert "/eu-west-1/rds-db/" in query["X-Amz-Credential"][0]


def test_the_app_signs_in_with_a_token(monkeypatch):
    login = {"HOST": "db.example.com", "PORT": 5432, "USER": "alex_app", "PASSWORD": "", "NAME": "alex"}
    wrapper = connection.copy()
    wrapper.settings_dict = {**wrapper.settings_dict, **login, "OPTIONS": {"iam_token": True}}
    assert "X-Amz-Signature" in wrapper.get_connection_params()["password"]
    wrapper.is_owner = True  # the owner has a password of its own
    assert "X-Amz-Signature" not in str(wrapper.get_connection_params().get("password"))
