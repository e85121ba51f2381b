"""What the Dockerfile and compose.yaml say, read and carried out without a container engine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import yaml
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
PASSWORD = "only-for-this-test"
VARIABLE = re.compile(r"\$\{(\w+)(?::\?[^}]*)?\}")


def read_compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def read_dockerfile():
    """Return the instructions of the Dockerfile, each as its name and its text on one line."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def install_image(folder):
    """Carry out what the first stage does: install requirements.txt, and nothing else, into a new environment."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    python = folder / "bin" / "python"
    command = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", ROOT / "requirements.txt"]
    subprocess.run(command, check=True)
    return python


class Composition:
    """The services of compose.yaml as processes, with a database of their own on the server of the tests."""

    name = "alex_composition"

    def __init__(self, python, port):
        self.python, self.port = python, port
        info = connection.connection.info
        self.server = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}

    def __enter__(self):
        self._execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")
        self._execute(f"ALTER ROLE alex_app LOGIN PASSWORD '{PASSWORD}'")
        return self

    def __exit__(self, *_):
        self._execute("ALTER ROLE alex_app NOLOGIN PASSWORD NULL", f"DROP DATABASE {self.name} WITH (FORCE)")

    def _execute(self, *statements):
        with psycopg.connect(**self.server, dbname="postgres", autocommit=True) as server:
            for statement in statements:
                server.execute(statement)

    def environment(self, service):
        """Return the variables of a service. The database is where the tests have it."""
        values = {"APP_PASSWORD": PASSWORD, "OWNER_PASSWORD": self.server["password"]}
        own = read_compose()["services"][service]["environment"]
        filled = {name: VARIABLE.sub(lambda match: values[match[1]], str(value)) for name, value in own.items()}
        place = f"@{self.server['host']}:{self.server['port']}/{self.name}"
        filled = {name: value.replace("@db:5432/alex", place) for name, value in filled.items()}
        owner = f"//{self.server['user']}:"
        filled = {name: value.replace("//alex:", owner) for name, value in filled.items()}
        plain = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return {
            **plain, **filled, "SECRET_KEY": "a-key-for-this-test-alone", "ALLOWED_HOSTS": "alex.example.com",
            "CSRF_TRUSTED_ORIGINS": "https://alex.example.com", "PORT": str(self.port), "LISTEN": "127.0.0.1",
            "WORKERS": "1", "MAIL": "none",
        }  # fmt: skip

    def command(self, service):
        (entry,) = [text for name, text in read_dockerfile() if name == "ENTRYPOINT"]
        program = yaml.safe_load(entry)
        return [str(self.python), *program[1:], *read_compose()["services"][service]["command"]]

    def run(self, service):
        return subprocess.run(
            self.command(service), cwd=ROOT, env=self.environment(service), capture_output=True, text=True, check=False
        )

    def start(self, service):
        return subprocess.Popen(
            self.command(service), cwd=ROOT, env=self.environment(service), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
