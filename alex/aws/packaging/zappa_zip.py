"""Let `zappa package` and `manage.py package` give the same package."""

from pathlib import Path
from typing import Any

from django.conf import settings


def replace_zip(cli: Any) -> None:
    """Put our package in the place of Zappa's. Zappa calls this when it has written its own zip file.

    Zappa would copy the whole virtual environment, with the builder's own binaries, and its .pyc files are useless on
    Lambda. So zappa_settings.json excludes everything there.
    """
    import django

    django.setup()
    from alex.aws.packaging.build import build_package
    from alex.aws.packaging.packages import PACKAGES

    output = Path(settings.BASE_DIR) / "build"
    build_package(PACKAGES[cli.api_stage], output)
    Path(cli.zip_path).write_bytes((output / f"{cli.api_stage}.zip").read_bytes())
