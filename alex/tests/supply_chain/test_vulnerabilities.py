"""The check for known vulnerabilities asks a database, and never passes without an answer."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from alex.supply_chain import vulnerabilities

pytestmark = pytest.mark.processes

OLD = {
    "id": "GHSA-462w-v97r-4m45", "modified": "2024-01-01T00:00:00Z", "summary": "Sandbox escape",
    "affected": [{"package": {"name": "jinja2", "ecosystem": "PyPI"}, "versions": ["2.4.1"],
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}]}],
}  # fmt: skip


class Database(BaseHTTPRequestHandler):
    """Answers as OSV does, from `server.known`: vulnerabilities by name of the package."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        self.server.asked.append(asked)
        status = self.server.failures.get(asked, 200)
        body = json.dumps({"vulns": self.server.known[asked]} if asked in self.server.known else {}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def database(monkeypatch, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Database)
    server.known, server.asked, server.failures = {"jinja2": [OLD]}, [], {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "list.txt").write_text(
        "django==5.2.1 \\\n    --hash=sha256:00\nlitellm==1.99.0 \\\n    --hash=sha256:00\n"
    )
    monkeypatch.setattr(vulnerabilities, "ROOT", tmp_path)
    monkeypatch.setattr(vulnerabilities, "LISTS", ("list.txt",))
    yield server
    server.shutdown()
    server.server_close()


def audit(server):
    return vulnerabilities.main(["--osv-url", f"http://127.0.0.1:{server.server_port}/v1/query", "--timeout", "3"])


def test_every_pinned_package_is_asked_about(database, capsys):
    assert audit(database) == vulnerabilities.NONE_KNOWN
    assert sorted(database.asked) == ["django", "jinja2", "litellm"]
    assert "2 of 2 packages checked, 0 with known vulnerabilities." in capsys.readouterr().out


def test_a_known_vulnerability_fails_the_check(database, capsys):
    affected = [{**OLD["affected"][0], "package": {"name": "litellm", "ecosystem": "PyPI"}, "versions": ["1.99.0"]}]
    database.known["litellm"] = [{**OLD, "id": "GHSA-aaaa-bbbb-cccc", "affected": affected}]
    assert audit(database) == vulnerabilities.SOME_KNOWN
    assert "litellm 1.99.0: GHSA-aaaa-bbbb-cccc, fixed in 2.10.1" in capsys.readouterr().out


def test_an_empty_database_is_no_pass(database, capsys):
    database.known.clear()
    assert audit(database) == vulnerabilities.NOT_ASKED
    assert "could not be asked. Nothing was checked." in capsys.readouterr().out


def test_a_database_that_stops_answering_is_no_pass(database, capsys):
    database.failures["litellm"] = 500
    assert audit(database) == vulnerabilities.NOT_ASKED
    assert "The check is incomplete." in capsys.readouterr().out


def test_an_unreachable_database_is_no_pass(capsys):
    unreachable = ["--osv-url", "http://127.0.0.1:9/v1/query", "--timeout", "1"]
    assert vulnerabilities.main(unreachable) == vulnerabilities.NOT_ASKED
    assert "could not be asked. Nothing was checked." in capsys.readouterr().out


def test_a_skipped_package_is_named(capsys):
    packages = [{"name": "django", "version": "5.2.1", "vulns": []}, {"name": "x", "skip_reason": "Not found."}]
    assert vulnerabilities.report(packages, 2) == vulnerabilities.NOT_ASKED
    assert "x: not checked. Not found." in capsys.readouterr().out
