"""A message of the queue that a former SECRET_KEY signed still runs."""

import pytest
from django_q.conf import Conf
from django_q.signing import SignedPackage

from analysis.worker.message import UnreadableMessage, read_message


@pytest.fixture
def message():
    return SignedPackage.dumps({"func": "os.getpid", "id": "1", "name": "one", "args": (), "kwargs": {}})


def test_a_queued_job_survives_a_new_secret_key(message, settings, monkeypatch):
    settings.SECRET_KEY_FALLBACKS = ["an older one", Conf.SECRET_KEY]
    monkeypatch.setattr(Conf, "SECRET_KEY", "a new key" * 8)
    assert read_message(message)["func"] == "os.getpid"
    assert read_message(SignedPackage.dumps({"func": "os.getppid"}))["func"] == "os.getppid"


def test_a_message_of_an_unknown_key_is_refused(message, settings, monkeypatch):
    monkeypatch.setattr(Conf, "SECRET_KEY", "a new key" * 8)
    settings.SECRET_KEY_FALLBACKS = ["an older one"]
    with pytest.raises(UnreadableMessage):
        read_message(message)
