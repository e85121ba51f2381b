"""Rotate the password of the app's database login. AWS Secrets Manager calls it in four steps.

It is a function of its own: it imports neither Django nor Zappa, and it may read the login of the tables' owner. The
pending version of the secret holds the new password until the last step makes it the current one.
"""

import json
import os
from typing import Any

import psycopg
from psycopg import sql

from alex.aws.clients import build_client

TIMEOUT_SECONDS = 10
CONNECT_SECONDS = 60  # a sleeping database takes about 15 seconds to wake
PENDING, CURRENT = "AWSPENDING", "AWSCURRENT"
TOKEN_ROLE = "rds_iam"  # noqa: S105 a role's name: who has it signs in with a token of IAM


class RotationRefused(Exception):
    """The call does not belong to a rotation that is under way."""


def lambda_handler(event: dict[str, Any], context: Any = None) -> None:
    """Do one step of a rotation. Raises RotationRefused for a version that is not pending."""
    client = build_client("secretsmanager", seconds=TIMEOUT_SECONDS, attempts=3)
    secret, version = event["SecretId"], event["ClientRequestToken"]
    stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"].get(version, [])
    if CURRENT in stages:
        return  # a repeated call
    if PENDING not in stages:
        raise RotationRefused("This version of the secret is not pending.")
    steps = {
        "createSecret": create_password, "setSecret": set_password, "testSecret": sign_in, "finishSecret": finish,
    }  # fmt: skip
    steps[event["Step"]](client, secret, version)


def create_password(client: Any, secret: str, version: str) -> None:
    """Store a new password as the pending version. Repeating this keeps the first one."""
    try:
        client.get_secret_value(SecretId=secret, VersionId=version, VersionStage=PENDING)
    except client.exceptions.ResourceNotFoundException:
        password = client.get_random_password(PasswordLength=40, ExcludePunctuation=True)["RandomPassword"]
        login = {**read_login(client, secret, VersionStage=CURRENT), "password": password}
        client.put_secret_value(
            SecretId=secret, ClientRequestToken=version, SecretString=json.dumps(login), VersionStages=[PENDING]
        )


def set_password(client: Any, secret: str, version: str) -> None:
    """Give the app's role the pending password, as the owner. The role is created if migrations have not done so."""
    login = read_login(client, secret, VersionId=version)
    owner = read_login(client, os.environ["DATABASE_OWNER_SECRET_ARN"])
    role = sql.Identifier(login["username"])
    with connect({**login, "username": owner["username"], "password": owner["password"]}) as connection:
        if not exists(connection, login["username"]):
            connection.execute(sql.SQL("CREATE ROLE {}").format(role))
        connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(login["password"])))
        if exists(connection, TOKEN_ROLE):  # only Aurora has it
            change = "GRANT {} TO {}" if signs_in_by_token() else "REVOKE {} FROM {}"
            connection.execute(sql.SQL(change).format(sql.Identifier(TOKEN_ROLE), role))


def sign_in(client: Any, secret: str, version: str) -> None:
    """Sign in with the pending password."""
    if signs_in_by_token():
        return  # such a login is refused with a password
    with connect(read_login(client, secret, VersionId=version)) as connection:
        connection.execute("SELECT 1")


def finish(client: Any, secret: str, version: str) -> None:
    """Make the pending version the current one."""
    stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
    current = next(number for number, labels in stages.items() if CURRENT in labels)
    client.update_secret_version_stage(
        SecretId=secret, VersionStage=CURRENT, MoveToVersionId=version, RemoveFromVersionId=current
    )


def signs_in_by_token() -> bool:
    return os.environ.get("DATABASE_IAM") == "true"


def read_login(client: Any, secret: str, **version: str) -> dict[str, Any]:
    login: dict[str, Any] = json.loads(client.get_secret_value(SecretId=secret, **version)["SecretString"])
    return login


def connect(login: dict[str, Any]) -> psycopg.Connection[Any]:
    """Return a connection that commits each statement. TLS is verified where DB_SSLROOTCERT names certificates."""
    certificates = os.environ.get("DB_SSLROOTCERT", "")
    tls: dict[str, Any] = {"sslmode": "verify-full", "sslrootcert": certificates} if certificates else {}
    return psycopg.connect(
        host=login["host"], port=login["port"], dbname=login["dbname"], user=login["username"],
        password=login["password"], connect_timeout=CONNECT_SECONDS, autocommit=True, **tls,
    )  # fmt: skip


def exists(connection: psycopg.Connection[Any], role: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
