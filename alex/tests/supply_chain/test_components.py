"""The list of components names everything that a server runs, and follows the CycloneDX schema."""

import json
import re

import pytest

from alex.cli.processes import ROOT
from alex.supply_chain import components

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("sbom") / "alex.cdx.json"
    assert components.main([str(path)]) == 0
    return path.read_text()


def listed(written):
    return {components.normal_name(found["name"]): found for found in json.loads(written)["components"]}


def test_the_list_follows_its_schema(written):
    from cyclonedx.schema import SchemaVersion  # it builds grammars for seconds while it is imported
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    assert json.loads(written)["metadata"]["component"]["name"] == "alex"


def test_it_names_what_servers_and_tools_run(written):
    found = listed(written)
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert {
        name for name, version in pinned.items() if found[components.normal_name(name)]["version"] != version
    } == set()
    assert (found["django"]["scope"], found["pytest"]["scope"]) == ("required", "excluded")
    assert found["django"]["licenses"] and found["django"]["purl"].startswith("pkg:pypi/django@")


def test_it_names_libraries_of_the_browser(written):
    chart = listed(written)["chartjs"]
    assert (chart["version"], chart["scope"]) == ("4.6.1", "required")
    assert {file["name"] for file in chart["components"]} == {"LICENSE.md", "chart.umd.min.js"}
    assert all(len(file["hashes"][0]["content"]) == 64 for file in chart["components"])


def test_a_library_without_a_version_is_refused(tmp_path):
    (tmp_path / "nameless").mkdir()
    with pytest.raises(ValueError, match="has no version"):
        list(components.find_vendored(tmp_path))
