"""Any input to a start is handled once or refused, and nothing of its body is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models import Job
from people.shared_cache.rates import UserThrottle
from portfolios.tests.support.hostile_inputs import THOROUGH, bodies, decoded, jsons, tried, words
from portfolios.tests.support.stored_rows import written_of

pytestmark = pytest.mark.slow

FIELDS = {"user": words, "job_type": words, "request_payload": jsons, "snapshot": jsons, "idempotency_key": words}
KEYS = st.none() | st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=90)


@pytest.fixture
def before(as_alice, alice, monkeypatch):
    monkeypatch.setattr(UserThrottle, "allow_request", lambda *_: True)
    return written_of(alice)


@THOROUGH
@given(bodies({}, FIELDS), KEYS)
def test_an_analysis_starts_only_without_a_body(before, as_alice, alice, body, key):
    headers = {} if key is None else {"Idempotency-Key": key}

    def act():
        response = as_alice.post("/api/analyze", body, content_type="application/json", headers=headers)
        if response.status_code == 400:
            assert written_of(alice) == before
            return None
        assert response.status_code == 202
        return Job.objects.get(user=alice)

    if job := tried(act):
        assert decoded(body) == job.request_payload.model_dump() == {}
        assert (job.status, job.snapshot, job.idempotency_key) == ("pending", None, key or None)
