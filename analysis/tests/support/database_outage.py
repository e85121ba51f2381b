"""Cut the test database off from everybody else for a while."""

from urllib.parse import quote

import psycopg
from django.db import connection


def address_of_the_test_database():
    connection.ensure_connection()
    info = connection.connection.info
    return f"postgres://{info.user}:{quote(info.password)}@{info.host}:{info.port}/{info.dbname}"


class DatabaseOutage:
    """As during a restart: every other connection is cut, and new ones are refused."""

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


def database_lets_us_in():
    try:
        psycopg.connect(address_of_the_test_database()).close()
    except psycopg.OperationalError:
        return False
    return True
