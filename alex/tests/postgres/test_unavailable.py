"""An embedded server that does not start."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connections

from alex.postgres.embedded import DatabaseUnavailable


def test_a_failed_start_is_an_operational_error(db, monkeypatch):
    def ensure():
        raise DatabaseUnavailable("PostgreSQL did not start.")

    server = SimpleNamespace(connection=lambda: None, ensure_running=ensure)
    monkeypatch.setattr("alex.postgres.base.embedded_server", lambda home: server)
    away = connections.create_connection("default")
    monkeypatch.setattr(away, "settings_dict", {**away.settings_dict, "OPTIONS": {"embedded_home": "anywhere"}})
    with pytest.raises(OperationalError, match="did not start"):
        away.ensure_connection()
