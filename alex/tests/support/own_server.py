"""A PostgreSQL server of a test's own, to crash it or to fill its disk. The default connection leads to it."""

import contextlib
import shutil
import subprocess

import pytest
from django.core.management import call_command
from django.db import connection, connections

from alex.postgres.embedded import EmbeddedPostgres


class OwnServer:
    def __init__(self, folder):
        self.server = EmbeddedPostgres(folder)
        self.server.ensure_running()
        self.port = self.server.connection()["port"]
        self.disk = self.server.data / "base"

    def run(self, *arguments):
        code, output = self.server._run_tool("pg_ctl", "-w", "-D", self.server.data, *arguments)
        assert code == 0, output

    def stop(self, mode="fast"):
        self.run("-m", mode, "stop")

    def start(self):
        self.run("-t", "60", "-l", self.server.data / "server.log", "-o", f"-p {self.port}", "start")

    def move_to_small_disk(self, megabytes):
        """Move the tables to a disk of their own, of so many megabytes. Raises CalledProcessError without the right."""
        self.stop()
        aside = self.disk.with_name("base-before")
        self.disk.rename(aside)
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", self.disk], check=True)
        subprocess.run(["cp", "-a", f"{aside}/.", self.disk], check=True)
        shutil.copystat(aside, self.disk)
        self.server._chown_to_server_user(self.disk)
        shutil.rmtree(aside)
        self.start()

    @contextlib.contextmanager
    def full_disk(self):
        filler = self.disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4_096)
        try:
            yield
        finally:
            filler.unlink()

    def remove(self):
        with contextlib.suppress(AssertionError):
            self.stop("immediate")
        subprocess.run(["umount", self.disk], check=False, stderr=subprocess.DEVNULL)


@pytest.fixture
def own_server(tmp_path_factory, django_db_setup, django_db_blocker):
    """Let the default connection, also that of processes which a test starts, lead to a migrated server of its own."""
    own = OwnServer(tmp_path_factory.mktemp("own") / "server")
    settings = connections.settings["default"]
    before = dict(settings)
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "embedded_home"}
    address = {name.upper(): value for name, value in own.server.connection().items()}
    connection.close()
    settings.update({**address, "NAME": "alex", "OPTIONS": options})
    with django_db_blocker.unblock():
        try:
            call_command("migrate", verbosity=0)
            yield own
        finally:
            connection.close()
            settings.clear()
            settings.update(before)
            own.remove()
