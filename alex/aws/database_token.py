"""Sign in to Aurora with a token of IAM instead of a password (DATABASE_IAM). It is signed here, without a call."""

from alex.aws.region import find_region


def build_token(host: str, port: int, user: str) -> str:
    """Return a password that Aurora accepts for 15 minutes. The role of the process must allow rds-db:connect."""
    import boto3  # only when it is needed: it makes the start of a web function slower

    client = boto3.client("rds", region_name=find_region())
    return str(client.generate_db_auth_token(DBHostname=host, Port=port, DBUsername=user))
