"""The commands of the container image and of systemd units: `python -m alex.cli.container web|work|migrate|healthy`."""

import os
import sys
import urllib.error
import urllib.request

from alex.serving.server import build_command

PORT = 8000
HEALTH_SECONDS = 5


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    commands = {"web": web, "work": work, "migrate": migrate, "healthy": healthy}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.exit((__doc__ or "").strip())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    return commands[arguments[0]]()


def web() -> int:
    """Serve pages on port 8000 (PORT) of every address (LISTEN)."""
    command = build_command(os.environ.get("LISTEN") or "0.0.0.0", int(os.environ.get("PORT") or PORT))
    os.execv(command[0], command)


def work() -> int:
    """Run the workers."""
    os.execv(sys.executable, [sys.executable, "manage.py", "work"])


def migrate() -> int:
    """Check the settings, create or change the tables, and load catalogue and library. Safe to run at every start.

    Return 1 for a half-configured server, after what is missing was printed: nothing is started then.
    """
    import django
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from alex.environment import SettingMissing

    try:
        django.setup()
        call_command("check", deploy=True, fail_level="ERROR")
    except (SettingMissing, SystemCheckError) as error:
        print(f"{error}\nAll settings are in docs/operations.md.", file=sys.stderr)
        return 1
    for command in ("migrate", "seed_instruments", "seed_library"):
        call_command(command)
    return 0


def healthy() -> int:
    """Ask the web server of this container whether it answers. Return 1 if not."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    address = f"http://127.0.0.1:{os.environ.get('PORT', str(PORT))}/healthz"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=HEALTH_SECONDS):
            return 0
    except (urllib.error.URLError, OSError) as error:
        print(f"{address}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
