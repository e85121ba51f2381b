"""Copy what belongs to the project itself into a package: our apps, templates, and what Zappa puts at its root."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from alex.aws.packaging.packages import LambdaPackage

FOLDERS = (*settings.OWN_APPS, "templates")
LEFT_OUT = {"tests", "__pycache__"}
STATIC_FOLDER = "staticfiles"
"""Where settings.STATIC_ROOT points to in a package. Only the manifest is there."""
CERTIFICATES = "rds-global-bundle.pem"
"""The certificates of AWS's databases. Not in the repository: a person puts the file into the folder `certificates`."""
HANDLER = '''"""The entry point of the function: handler.lambda_handler."""

from alex.aws.lambda_function import lambda_handler

__all__ = ["lambda_handler"]
'''


def list_project_files(root: Path) -> Iterator[Path]:
    """Yield the files of our apps and templates without tests, in a fixed order."""
    for name in sorted(FOLDERS):
        for path in sorted((root / name).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not LEFT_OUT & set(parts) and not any(part.startswith(".") for part in parts):
                yield path


def find_certificates(root: Path) -> Path:
    """Return where the certificates of AWS's databases are expected. They go to the root of a package."""
    return root / "certificates" / CERTIFICATES


def add_project(package: LambdaPackage, root: Path, folder: Path, manifest: Path) -> None:
    """Copy the project into the folder, with the handler, Zappa's settings and the manifest of static files."""
    for path in list_project_files(root):
        target = folder / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "handler.py").write_text(HANDLER)
    (folder / "zappa_settings.py").write_text(render_zappa_settings(package.name, root))
    if (certificates := find_certificates(root)).exists():
        shutil.copyfile(certificates, folder / CERTIFICATES)
    (folder / STATIC_FOLDER).mkdir()
    shutil.copyfile(manifest, folder / STATIC_FOLDER / manifest.name)


def render_zappa_settings(stage: str, root: Path) -> str:
    """Return zappa_settings.py for a stage of zappa_settings.json, as Zappa writes it, with our queues."""
    from zappa.cli import ZappaCLI

    cli = ZappaCLI()
    cli.api_stage = stage
    cli.load_credentials = False
    cli.load_settings(str(root / "zappa_settings.json"))
    cli.use_websocket = None  # Zappa takes its own code, where it finds it below the project, for a part of the project
    return (
        f"{cli.get_zappa_settings_string()}"
        "from alex.aws.queue_functions import QueueFunctions\n"
        "AWS_EVENT_MAPPING = QueueFunctions()\n"
    )
