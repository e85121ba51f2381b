"""Sign in to Aurora with a token of IAM instead of a password (DATABASE_IAM). It is signed here, without a call."""

from alex.aws.clients import build_client

TIMEOUT_SECONDS = 5
"""For the credentials of the role, which may be fetched first."""


def build_token(host: str, port: int, user: str) -> str:
    """Return a password that Aurora accepts for 15 minutes. The role of the process must allow rds-db:connect."""
    client = build_client("rds", seconds=TIMEOUT_SECONDS, attempts=2)
    return str(client.generate_db_auth_token(DBHostname=host, Port=port, DBUsername=user))
