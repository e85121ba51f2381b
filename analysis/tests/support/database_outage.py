"""Disconnect the test database from all other clients for a while."""

from urllib.parse import quote

import psycopg
from django.db import connection


def get_database_url():
    connection.ensure_connection()
    info = connection.connection.info
    return f"postgres://{info.user}:{quote(info.password)}@{info.host}:{info.port}/{info.dbname}"


class DatabaseOutage:
    """Close every other connection and refuse new ones, as during a restart."""

    def __enter__(self):
        self.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> {own}")

    def __exit__(self, *_):
        self.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def execute(self, statement):
        info = connection.connection.info
        address = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}
        with psycopg.connect(**address, dbname="postgres", autocommit=True) as outside:
            outside.execute(statement.format(name=info.dbname, own=info.backend_pid))


def can_connect():
    try:
        psycopg.connect(get_database_url()).close()
    except psycopg.OperationalError:
        return False
    return True
