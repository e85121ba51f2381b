"""Alex runs on a database whose owner is no superuser, as on Aurora: migrations, policies, commands and backups."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from alex.postgres.base import embedded_server

pytestmark = pytest.mark.processes

OWNER, NAME, PASSWORD = "plain_owner", "alex_plain_owner", "only-for-this-test"
COUNTS = "SELECT (SELECT count(*) FROM people_user), (SELECT count(*) FROM portfolios_position)"


@pytest.fixture
def server(db):
    info = connection.connection.info
    return {"host": info.host, "port": info.port, "user": info.user, "password": info.password}


@pytest.fixture
def database(server):
    """An empty database of a plain owner, and the address of that owner."""
    names = {"owner": sql.Identifier(OWNER), "name": sql.Identifier(NAME), "password": sql.Literal(PASSWORD)}

    def execute(*statements):
        with psycopg.connect(**server, dbname="postgres", autocommit=True) as session:
            for statement in statements:
                session.execute(sql.SQL(statement).format(**names))

    drop = ("DROP DATABASE IF EXISTS {name} WITH (FORCE)", "DROP ROLE IF EXISTS {owner}")
    execute(*drop, "CREATE ROLE {owner} LOGIN PASSWORD {password} NOSUPERUSER NOBYPASSRLS",
            "GRANT alex_app TO {owner} WITH ADMIN OPTION", "CREATE DATABASE {name} OWNER {owner}")  # fmt: skip
    with psycopg.connect(**server, dbname=NAME, autocommit=True) as session:
        session.execute("CREATE EXTENSION IF NOT EXISTS vector")
    yield f"postgresql://{OWNER}:{PASSWORD}@{server['host']}:{server['port']}/{NAME}"
    execute(*drop)


def manage(address, *arguments):
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    if home := connection.settings_dict["OPTIONS"].get("embedded_home"):  # pg_dump of the server's version
        plain["PATH"] = f"{embedded_server(home).binaries}{os.pathsep}{plain['PATH']}"
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={**plain, "DATABASE_URL": address, "SECRET_KEY": "a-key-for-this-test-alone", "DEMO_PASSWORD": PASSWORD},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def seen_by_the_app(address, user_id=""):
    with psycopg.connect(address) as session:
        session.execute("SET ROLE alex_app")
        session.execute("SELECT set_config('app.user_id', %s, true)", [user_id])
        return session.execute(COUNTS).fetchone()


def test_a_plain_owner_needs_no_superuser(database, tmp_path):
    manage(database, "migrate", "-v0")
    manage(database, "seed_instruments")
    assert "17 positions added" in manage(database, "seed_demo")
    assert "# " in manage(database, "analyze")
    with psycopg.connect(database) as session:
        assert session.execute(COUNTS).fetchone() == (1, 17)
        user_id = str(session.execute("SELECT id FROM people_user").fetchone()[0])
    assert seen_by_the_app(database) == (0, 0)
    assert seen_by_the_app(database, user_id) == (1, 17)
    manage(database, "backup", str(tmp_path / "copy"))
    manage(database, "reap")
    manage(database, "restore", "--yes", str(tmp_path / "copy"))
    assert seen_by_the_app(database) == (0, 0)
    assert seen_by_the_app(database, user_id) == (1, 17)
    assert "no problems" in manage(database, "verify_data")
