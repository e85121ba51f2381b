"""Save the database to one file and load it again, with PostgreSQL's own programs, as the owner of the tables."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.db import connections

from alex.postgres.base import embedded_server

MISSING = (
    "{} was not found. Install the client programs of your PostgreSQL's version (postgresql-client), and try again."
)


class BackupFailed(Exception):
    """A program is missing or refused. The message says what to do."""


def save_database(file: Path) -> int:
    """Write a consistent copy of all tables, and return its size in bytes. People can go on working meanwhile."""
    if file.exists():
        raise BackupFailed(f"{file} exists already. Choose another name.")
    draft = file.with_name(f"{file.name}.unfinished")
    try:
        draft.touch(mode=0o600)  # it holds personal data
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={draft.resolve()}")
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def load_database(file: Path) -> None:
    """Replace all tables by those of a saved copy, in one transaction: if it fails, nothing has changed."""
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    contents = _run("pg_restore", "--list", str(file.resolve()), connects=False)
    left_out = " EXTENSION ", " DEFAULT ACL "  # a superuser may own the ones, and each migration sets the others
    kept = "".join(line for line in contents.splitlines(keepends=True) if not any(kind in line for kind in left_out))
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "contents"
        chosen.write_text(kept)
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
             f"--use-list={chosen}", str(file.resolve()), names_database=True)  # fmt: skip
    connections["default"].close()


def _run(program: str, *arguments: str, names_database: bool = False, connects: bool = True) -> str:
    """Run a program of PostgreSQL and return what it printed. Raises BackupFailed."""
    parameters, folder = _owners_connection()
    found = shutil.which(program, path=folder) or shutil.which(program)
    if found is None:
        raise BackupFailed(MISSING.format(program))
    place = ["-h", str(parameters["host"]), "-p", str(parameters.get("port") or 5432), "-U", str(parameters["user"])]
    database = [f"--dbname={parameters['dbname']}"] if names_database else [str(parameters["dbname"])]
    secret = {"PGPASSWORD": str(parameters.get("password") or "")}
    tls = {f"PG{name.upper()}": str(parameters[name]) for name in ("sslmode", "sslrootcert") if parameters.get(name)}
    login = [*place, *arguments, *database] if connects else [*arguments]
    done = subprocess.run(
        [found, *login], env={**os.environ, **secret, **tls}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _owners_connection() -> tuple[dict[str, Any], str | None]:
    """Return the owner's login as parameters of psycopg, and the folder of the embedded server's programs, if any."""
    database: Any = connections["default"]  # alex.postgres
    with database.as_owner():
        parameters = database.get_connection_params()
    home = database.settings_dict["OPTIONS"].get("embedded_home")
    if not home:
        return parameters, None
    server = embedded_server(home)
    return {**parameters, **server.ensure_running()}, str(server.binaries)
