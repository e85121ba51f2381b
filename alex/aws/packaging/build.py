"""Build a package, unless the one that is there was built from the same inputs."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from alex.aws.packaging import archive
from alex.aws.packaging.bytecode import compile_bytecode, find_python
from alex.aws.packaging.dependencies import prepare_dependencies
from alex.aws.packaging.errors import PackagingFailed
from alex.aws.packaging.packages import LambdaPackage
from alex.aws.packaging.project_files import CERTIFICATES, add_project, find_certificates, list_project_files
from alex.aws.packaging.static_files import collect_static_files
from alex.postgres.file_lock import lock_file

MIB = 1024 * 1024
OUTPUT_FOLDER = "build"
STATIC_FOLDER = "static"
DEPENDENCIES_FOLDER = "dependencies"
LOCK_SECONDS = 900  # a build from nothing takes minutes on a busy machine


class BuiltPackage(BaseModel):
    """What was built, kept as NAME.json beside the zip file.

    inputs: a hash of everything that the content depends on. parts: bytes of each entry at the root, heaviest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    inputs: str
    sha256: str
    zip_bytes: int
    parts: dict[str, int]
    has_bytecode: bool

    @property
    def has_certificates(self) -> bool:
        return CERTIFICATES in self.parts

    @property
    def unzipped_bytes(self) -> int:
        return sum(self.parts.values())


def build_package(package: LambdaPackage, output: Path) -> BuiltPackage:
    """Build OUTPUT/NAME.zip and collect the static files into OUTPUT/static, one process at a time.

    Raises PackagingFailed.
    """
    output.mkdir(parents=True, exist_ok=True)
    with lock_file(output / "lock", LOCK_SECONDS):
        manifest = collect_static_files(output / STATIC_FOLDER)
        python = find_python()
        inputs = hash_inputs(package, manifest, python)
        zip_file, record = output / f"{package.name}.zip", output / f"{package.name}.json"
        built = _read_built(record, zip_file)
        if built is None or built.inputs != inputs:
            parts = _write_package(package, zip_file, manifest, python)
            built = BuiltPackage(
                name=package.name, inputs=inputs, sha256=archive.hash_file(zip_file), zip_bytes=zip_file.stat().st_size,
                parts=parts, has_bytecode=python is not None,
            )  # fmt: skip
            record.write_text(built.model_dump_json(indent=1))
        if built.unzipped_bytes > package.max_mib * MIB:
            raise PackagingFailed(
                f"{zip_file} has {built.unzipped_bytes / MIB:.1f} MiB unzipped, more than the {package.max_mib} MiB "
                f"allowed. See {record} for its parts, and extend what packages.py leaves out."
            )
        return built


def _write_package(package: LambdaPackage, zip_file: Path, manifest: Path, python: Path | None) -> dict[str, int]:
    """Write the zip file of dependencies and project, compiled last. Return the bytes of its parts."""
    root = settings.BASE_DIR
    dependencies = prepare_dependencies(package, root, zip_file.parent / DEPENDENCIES_FOLDER, python)
    with tempfile.TemporaryDirectory(dir=zip_file.parent) as temporary:
        project = Path(temporary)
        add_project(package, root, project, manifest)
        if python:
            compile_bytecode(project, python)
        archive.write_zip((dependencies, project), zip_file)
        return archive.measure_parts((dependencies, project))


def hash_inputs(package: LambdaPackage, manifest: Path, python: Path | None) -> str:
    """Return one hash of the project's files, the locked requirements, the rules of this package and the Python."""
    root = settings.BASE_DIR
    digest = hashlib.sha256(repr((package, python)).encode())
    packaging = sorted(Path(__file__).parent.glob("*.py"))
    others = [root / "zappa_settings.json", *(root / name for name in package.requirements), find_certificates(root)]
    for file in filter(Path.exists, (*list_project_files(root), *packaging, *others)):
        digest.update(f"{file.relative_to(root)} {archive.hash_file(file)}\n".encode())
    digest.update(manifest.read_bytes())
    return digest.hexdigest()


def unzip_package(zip_file: Path, folder: Path) -> None:
    """Unzip as Lambda does before it starts a function."""
    shutil.unpack_archive(zip_file, folder)


def _read_built(record: Path, zip_file: Path) -> BuiltPackage | None:
    """Return what is known of an earlier build, or None if there is no such zip file any more."""
    if not record.exists() or not zip_file.exists():
        return None
    try:
        built = BuiltPackage.model_validate_json(record.read_bytes())
    except ValidationError:  # of another version of this module
        return None
    return built if built.sha256 == archive.hash_file(zip_file) else None
