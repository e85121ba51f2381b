"""Read settings from the environment and `.env`. A wrong value stops the start."""

import os
import secrets
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

LAMBDA_VARIABLE = "AWS_LAMBDA_FUNCTION_NAME"
"""Set by AWS Lambda itself in every function."""


class SettingMissing(ImproperlyConfigured):
    """A variable without a default is not set where it must be."""


def runs_on_lambda() -> bool:
    return bool(os.environ.get(LAMBDA_VARIABLE))


def runs_on_laptop() -> bool:
    """Return whether nothing names a database, so that the embedded one starts. Lambda is never a laptop."""
    return not text("DATABASE_URL") and not runs_on_lambda()


def require_on_lambda(**values: str) -> None:
    """Raise SettingMissing for empty values: on Lambda nothing is generated and nothing is embedded."""
    missing = [name for name, value in values.items() if not value]
    if missing:
        be, pronoun = ("is", "it") if len(missing) == 1 else ("are", "them")
        raise SettingMissing(
            f"{' and '.join(missing)} {be} not set. On AWS Lambda Alex uses no embedded database and generates no key: "
            f"set {pronoun} in the environment of the function {os.environ[LAMBDA_VARIABLE]} (docs/deploy.md)."
        )


def is_on_this_machine(database_url: str) -> bool:
    """Return whether a database URL names no other machine: a socket, or the loopback."""
    host = urlsplit(database_url).hostname or ""
    return host in {"", "localhost", "127.0.0.1", "::1"}


def refuse_debug(debug: bool, database_url: str) -> None:
    """Raise ImproperlyConfigured for debug pages on a server: they show its settings to everybody."""
    if debug and not is_on_this_machine(database_url):
        raise ImproperlyConfigured(
            "DEBUG is on and DATABASE_URL names another machine. Debug pages show settings and queries to everybody. "
            "Set DEBUG=false."
        )


def read_dotenv(folder: Path) -> None:
    """Load `.env`. Real environment variables win over it."""
    load_dotenv(folder / ".env", override=False)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return default


def integer(name: str, *, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def decimal(name: str, *, default: str) -> Decimal:
    try:
        number = Decimal(text(name, default))
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} must be a number, not {text(name)!r}.") from None
    if not number.is_finite():
        raise ImproperlyConfigured(f"{name} must be a number, not {text(name)!r}.")
    return number


def choice(name: str, choices: tuple[str, ...]) -> str:
    """Return the value in lower case, by default the first choice."""
    value = text(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def word_list(name: str, *, default: list[str]) -> list[str]:
    """Return words separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def langfuse_keys(roles: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return public and secret key of each agent that has one: LANGFUSE_PUBLIC_KEY_PLANNER and so on."""
    keys = {
        role: (text(f"LANGFUSE_PUBLIC_KEY_{role.upper()}"), text(f"LANGFUSE_SECRET_KEY_{role.upper()}"))
        for role in roles
    }
    return {role: pair for role, pair in keys.items() if any(pair)}


def generated_secret_key(file: Path, *, allowed: bool) -> str:
    """Return the key in the file, which the first process creates. allowed: False if SECRET_KEY must be set."""
    if not allowed:
        raise SettingMissing("SECRET_KEY is not set.")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            file.hardlink_to(draft)  # the first of several processes wins; all read the same key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
