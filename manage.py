#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    from django.core.management import execute_from_command_line

    from alex.environment import SettingMissing

    try:
        execute_from_command_line(sys.argv)
    except SettingMissing as error:
        sys.exit(f"{error} All settings are in docs/operations.md.")


if __name__ == "__main__":
    main()
