"""The rotation of the app's login, against moto's Secrets Manager and a real PostgreSQL."""

import json
import uuid

import boto3
import psycopg
import pytest
from django.db import connection
from moto import mock_aws
from psycopg import sql

from alex.aws import rotation

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


@pytest.fixture
def superuser(db):
    """Return the login of a superuser of the test database, on a connection beside the transaction of the test."""
    owned = connection.copy()
    owned.is_owner = True
    owned.ensure_connection()
    info = owned.connection.info
    login = {name: getattr(info, name) for name in ("host", "port", "dbname", "password")}
    login["username"] = info.user
    owned.close()
    return login


@pytest.fixture
def owner(superuser):
    """Return the login of an owner like that of RDS: it may create roles, but it is no superuser."""
    login = {**superuser, "username": f"owner_{uuid.uuid4().hex[:8]}", "password": uuid.uuid4().hex}
    role = sql.Identifier(login["username"])
    with rotation.connect(superuser) as database:
        database.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(role, login["password"]))
    yield login
    with rotation.connect(superuser) as database:
        database.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.fixture
def secrets(owner, monkeypatch):
    """Return (client, id of the app's secret); its role does not exist yet and is dropped afterwards."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("DB_SSLROOTCERT", raising=False)
    role = f"rotated_{uuid.uuid4().hex[:8]}"
    with mock_aws():
        client = boto3.client("secretsmanager")
        master = client.create_secret(Name="owner", SecretString=json.dumps(owner))
        monkeypatch.setenv("DATABASE_OWNER_SECRET_ARN", master["ARN"])
        login = {**owner, "username": role, "password": "never set in the database"}
        yield client, client.create_secret(Name="app", SecretString=json.dumps(login))["ARN"]
    with rotation.connect(owner) as database:
        database.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def start(client, secret):
    """Return the token of a rotation under way. moto makes a pending version only with its value."""
    token = str(uuid.uuid4())
    rotation.create_password(client, secret, token)
    return token


def rotate(client, secret, token=None, steps=STEPS):
    token = token or start(client, secret)
    for step in steps:
        rotation.lambda_handler({"SecretId": secret, "ClientRequestToken": token, "Step": step})
    return rotation.read_login(client, secret, VersionStage="AWSCURRENT")


def test_a_rotation_changes_secret_and_database(secrets):
    client, secret = secrets
    before = rotation.read_login(client, secret)
    after = rotate(client, secret)
    assert after["password"] != before["password"] and {**after, "password": ""} == {**before, "password": ""}
    with rotation.connect(after) as database:
        assert database.execute("SELECT current_user").fetchone() == (after["username"],)


def test_a_repeated_step_changes_nothing(secrets):
    client, secret = secrets
    token = start(client, secret)
    first = rotate(client, secret, token)
    assert rotate(client, secret, token) == first


def test_the_old_password_is_refused(secrets):
    client, secret = secrets
    first = rotate(client, secret)
    rotate(client, secret)
    with pytest.raises(psycopg.OperationalError), rotation.connect(first):
        pass


def test_a_version_that_is_not_pending_is_refused(secrets):
    client, secret = secrets
    with pytest.raises(rotation.RotationRefused):
        rotate(client, secret, token=str(uuid.uuid4()), steps=["setSecret"])
