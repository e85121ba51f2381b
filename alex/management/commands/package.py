"""Build the packages of the AWS Lambda functions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alex.aws.packaging.archive import HEAVIEST
from alex.aws.packaging.build import MIB, OUTPUT_FOLDER, STATIC_FOLDER, build_package
from alex.aws.packaging.errors import PackagingFailed
from alex.aws.packaging.packages import LAMBDA_LIMIT_MIB, PACKAGES, PYTHON_VERSION
from alex.aws.packaging.project_files import find_certificates


class Command(BaseCommand):
    help = "Builds the packages of the AWS Lambda functions and collects the static files for S3. Needs no database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", choices=sorted(PACKAGES), help="Only this package. Default: both.")
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / OUTPUT_FOLDER, help="A folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        output = Path(options["output"]).resolve()
        for name in [options["name"]] if options["name"] else sorted(PACKAGES):
            try:
                built = build_package(PACKAGES[name], output)
            except PackagingFailed as error:
                raise CommandError(str(error)) from error
            unzipped = built.unzipped_bytes / MIB
            self.stdout.write(f"{output / name}.zip: {built.zip_bytes / MIB:.1f} MiB, unzipped {unzipped:.1f} MiB")
            self.stdout.write(f"  of the {LAMBDA_LIMIT_MIB} MiB of Lambda {unzipped / LAMBDA_LIMIT_MIB:.0%}")
            self.stdout.write(f"  sha256 {built.sha256}")
            if not built.has_bytecode:
                self.stdout.write(
                    f"  No .pyc files were compiled: Python {PYTHON_VERSION} was not found here. Cold starts will be "
                    "slow. Install it and build again."
                )
            if not built.has_certificates:
                self.stdout.write(
                    f"  No certificates of AWS's databases: {find_certificates(settings.BASE_DIR)} is missing. "
                    "TLS to Aurora cannot be verified without it (docs/deploy.md)."
                )
            for part, size in list(built.parts.items())[:HEAVIEST]:
                self.stdout.write(f"  {size / MIB:7.1f} MiB  {part}")
        self.stdout.write(f"Static files for S3: {output / STATIC_FOLDER}")
