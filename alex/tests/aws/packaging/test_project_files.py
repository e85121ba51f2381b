"""What of the project itself goes into a package."""

import runpy
import shutil

import pytest

from alex.aws.packaging.packages import WEB, WORKER
from alex.aws.packaging.project_files import add_project, find_certificates, list_project_files, render_zappa_settings
from alex.tests.support.lambda_calls import queue_arn


def test_tests_and_hidden_files_stay_out(tmp_path, settings):
    for name in ("alex/urls.py", "alex/tests/test_urls.py", "alex/.hidden/x", "alex/__pycache__/urls.pyc", "docs/a.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.relative_to(tmp_path).as_posix() for path in list_project_files(tmp_path)] == ["alex/urls.py"]


def test_a_package_has_the_project_and_its_handler(tmp_path, settings):
    manifest = tmp_path / "staticfiles.json"
    manifest.write_text("{}")
    add_project(WEB, settings.BASE_DIR, tmp_path / "package", manifest)
    entries = {path.name for path in (tmp_path / "package").iterdir()}
    assert entries == {*settings.OWN_APPS, "templates", "staticfiles", "handler.py", "zappa_settings.py"}
    assert (tmp_path / "package/portfolios/data/instruments.json").exists()


def test_the_certificates_of_databases_go_to_the_root(tmp_path, settings):
    root, manifest = tmp_path / "project", tmp_path / "staticfiles.json"
    manifest.write_text("{}")
    find_certificates(root).parent.mkdir(parents=True)
    find_certificates(root).write_text("-----BEGIN CERTIFICATE-----")
    shutil.copyfile(settings.BASE_DIR / "zappa_settings.json", root / "zappa_settings.json")
    add_project(WEB, root, tmp_path / "package", manifest)
    assert (tmp_path / "package" / "rds-global-bundle.pem").read_text() == "-----BEGIN CERTIFICATE-----"


@pytest.mark.parametrize("package", [WEB, WORKER])
def test_zappas_settings_know_no_account_and_no_region(package, settings, tmp_path):
    file = tmp_path / "zappa_settings.py"
    file.write_text(render_zappa_settings(package.name, settings.BASE_DIR))
    values = runpy.run_path(str(file))
    assert (values["API_STAGE"], values["PROJECT_NAME"], values["DEBUG"]) == (package.name, "alex", False)
    assert "AWS_REGION" not in values["ENVIRONMENT_VARIABLES"]
    assert values["AWS_EVENT_MAPPING"].get(queue_arn()) == ["alex.aws.lambda_events.process_sqs_event"]
    assert "WEBSOCKET_HANDLER_MODULE" not in values
