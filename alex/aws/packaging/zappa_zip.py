"""Let `zappa package` and `manage.py package` give the same package.

Zappa would copy the whole virtual environment with the builder's own binaries, and its .pyc files are useless on
Lambda. So zappa_settings.json excludes everything from Zappa's zip file, and names the function here that replaces it.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any


def replace_zip(cli: Any) -> None:
    """Put our package in the place of the zip file that Zappa has written. Zappa calls this."""
    sys.path.insert(0, str(Path.cwd()))  # Zappa runs in the project's folder without having it on the path
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", cli.django_settings)
    import django

    django.setup()
    from django.conf import settings

    from alex.aws.packaging.build import OUTPUT_FOLDER, build_package
    from alex.aws.packaging.packages import PACKAGES

    output = settings.BASE_DIR / OUTPUT_FOLDER
    build_package(PACKAGES[cli.api_stage], output)
    shutil.copyfile(output / f"{cli.api_stage}.zip", cli.zip_path)
