"""`zappa package` gives the package of `manage.py package`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from alex.aws.packaging.archive import hash_file


@pytest.mark.slow
@pytest.mark.processes
def test_zappa_gives_the_same_package(web_package, settings, tmp_path):
    zappa = shutil.which("zappa", path=str(Path(sys.executable).parent))
    target = tmp_path / "web.zip"
    command = [zappa, "package", "web", "--output", str(target)]
    run = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert hash_file(target) == web_package.built.sha256
