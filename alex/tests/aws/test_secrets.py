"""Secrets are read at the first use, and a login is read again when a connection fails."""

import json
import os

import boto3
import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django_q.conf import Conf
from moto import mock_aws

from alex.aws import secrets
from alex.postgres import base

LOGIN = {"username": "alex_app", "password": "old"}


@pytest.fixture
def manager(monkeypatch):
    """A Secrets Manager in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    secrets.forget_secrets()
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")
    secrets.forget_secrets()


def keep(manager, **values):
    return manager.create_secret(Name="alex/one", SecretString=json.dumps(values))["ARN"]


def change(manager, arn, **values):
    manager.put_secret_value(SecretId=arn, SecretString=json.dumps(values))


def test_a_secret_is_read_once_per_process(manager):
    arn = keep(manager, SECRET_KEY="one")
    assert secrets.read_secret(arn) == {"SECRET_KEY": "one"}
    change(manager, arn, SECRET_KEY="two")
    assert secrets.read_secret(arn) == {"SECRET_KEY": "one"}
    assert secrets.read_secret(arn, fresh=True) == secrets.read_secret(arn) == {"SECRET_KEY": "two"}


def test_the_app_secret_changes_settings(manager, settings, monkeypatch):
    monkeypatch.setattr(Conf, "SECRET_KEY", None)
    names = ("SECRET_KEY", "POLYGON_API_KEY", "ANTHROPIC_API_KEY", "DEBUG")
    for name in names:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    settings.SECRET_KEY = settings.POLYGON_API_KEY = ""
    settings.APP_SECRET_ARN = keep(
        manager, SECRET_KEY="from AWS", POLYGON_API_KEY="prices", ANTHROPIC_API_KEY="words", DEBUG="true"
    )
    secrets.apply_app_secret()
    assert (settings.SECRET_KEY, settings.POLYGON_API_KEY, Conf.SECRET_KEY) == ("from AWS", "prices", "from AWS")
    assert os.environ["ANTHROPIC_API_KEY"] == "words"
    assert configured.DEBUG is False  # not a secret
    for name in names:
        os.environ.pop(name)


def test_a_variable_wins_over_the_app_secret(manager, settings, monkeypatch):
    monkeypatch.setattr(Conf, "SECRET_KEY", None)
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    settings.SECRET_KEY = "from the environment"
    settings.APP_SECRET_ARN = keep(manager, SECRET_KEY="from AWS")
    secrets.apply_app_secret()
    assert settings.SECRET_KEY == "from the environment"


@pytest.fixture
def server(manager, monkeypatch):
    """Return a function that connects with a secret to a server that knows one password; and its attempts."""
    attempts, valid = [], {"password": "new"}

    def connect(self, parameters):
        attempts.append(parameters["password"])
        if parameters["password"] != valid["password"]:
            raise OperationalError("refused")
        return "connected"

    monkeypatch.setattr(base.base.DatabaseWrapper, "get_new_connection", connect)
    monkeypatch.setattr(base, "OperationalError", OperationalError)
    return attempts


@pytest.fixture
def wrapper(manager):
    arn = keep(manager, **LOGIN)
    options = {"login_secret": arn, "owner_secret": "", "connect_timeout": 20}
    return base.DatabaseWrapper({**connection.settings_dict, "HOST": "db", "PORT": 5432, "OPTIONS": options}), arn


def test_a_rotated_login_is_read_again_once(manager, server, wrapper):
    database, arn = wrapper
    parameters = database.get_connection_params()
    assert (parameters["user"], parameters["password"]) == ("alex_app", "old")
    assert not {"login_secret", "owner_secret"} & parameters.keys()
    change(manager, arn, **{**LOGIN, "password": "new"})
    assert database.get_new_connection(parameters) == "connected"
    assert server == ["old", "new"]


def test_an_unchanged_login_is_not_tried_again(server, wrapper):
    database, _ = wrapper
    with pytest.raises(OperationalError):
        database.get_new_connection(database.get_connection_params())
    assert server == ["old"]
