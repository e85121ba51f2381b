"""The embedded database with real processes: races, crashes and odd folders."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest

from alex.cli.processes import ROOT
from alex.postgres.embedded import EmbeddedPostgres, pick_free_port

pytestmark = pytest.mark.processes
ENSURE = """
import sys
from pathlib import Path
from alex.postgres.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1])).ensure_running()
"""


@pytest.fixture
def server(tmp_path):
    server = EmbeddedPostgres(tmp_path / "Ünïcode and spaces" / "data")
    yield server
    server.stop()


def answer(server, sql="SELECT 1"):
    with psycopg.connect(**server.ensure_running(), dbname="alex") as connection:
        return connection.execute(sql).fetchone()[0]


def process_id(server):
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_many_processes_at_once_start_one_server(server):
    command = [sys.executable, "-c", ENSURE, str(server.home)]
    racing = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [process.wait(120) for process in racing] == [0, 0, 0, 0]
    assert answer(server) == 1


def test_a_killed_server_restarts_with_its_data(server):
    with psycopg.connect(**server.ensure_running(), dbname="alex") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(process_id(server), signal.SIGKILL)
    assert answer(server, "SELECT number FROM kept") == 7


def test_a_recovering_server_is_awaited(server):
    assert answer(server) == 1
    server._run_tool("pg_ctl", "-m", "immediate", "-D", server.data, "stop")
    options = f"-p {pick_free_port()}"
    server._run_tool("pg_ctl", "-W", "-D", server.data, "-l", server.data / "server.log", "-o", options, "start")
    assert answer(server) == 1


def test_a_foreign_process_id_is_ignored(server):
    assert answer(server) == 1
    server.stop()
    lines = [str(os.getpid()), str(server.data), "0", "1", "", "127.0.0.1", "", "ready"]
    (server.data / "postmaster.pid").write_text("\n".join(lines))
    assert answer(server) == 1


def test_commits_are_durable_and_sorting_is_fixed(server):
    assert answer(server, "SHOW synchronous_commit") == "on"
    assert answer(server, "SELECT upper('é')") == "É"


def test_the_password_is_for_its_owner_only(server):
    server.ensure_running()
    assert server.password_file.stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**server.ensure_running(), "password": "guessed"}, dbname="alex")


def test_stopping_a_stopped_server_reports_it(server):
    assert server.stop() is False
