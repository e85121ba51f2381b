"""S3 Vectors: moto stores vectors but cannot query them, so botocore's Stubber answers queries."""

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from advisors.library import notes
from advisors.library.embedding import EmbeddingModel
from advisors.library.vectors import S3VectorStore, VectorStoreError
from advisors.models import ResearchNote
from advisors.tests.support.library_notes import make_note, vector_of

pytestmark = pytest.mark.django_db
BUCKET, INDEX = "alex-vectors", "research-notes"


@pytest.fixture
def configured(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings.EMBEDDING_MODEL, settings.VECTOR_BUCKET, settings.VECTOR_INDEX = "stub/words", BUCKET, INDEX
    monkeypatch.setattr(EmbeddingModel, "embed", lambda _, texts: [vector_of(text) for text in texts])


@pytest.fixture
def bucket(configured):
    with mock_aws():
        client = boto3.client("s3vectors")
        client.create_vector_bucket(vectorBucketName=BUCKET)
        client.create_index(vectorBucketName=BUCKET, indexName=INDEX, dataType="float32", dimension=256,
                            distanceMetric="cosine")  # fmt: skip
        yield client


def test_the_bucket_keys_vectors_by_note_id(bucket):
    row, _ = notes.store_note(make_note())
    assert notes.embed_pending_notes() == 1
    (vector,) = bucket.list_vectors(vectorBucketName=BUCKET, indexName=INDEX, returnData=True)["vectors"]
    assert (vector["key"], vector["data"]["float32"]) == (str(row.pk), vector_of(f"{row.topic}\n{row.text}"))
    row.refresh_from_db()
    assert (row.embedding, row.embedding_model) == (None, f"stub/words:256@{BUCKET}/{INDEX}")
    assert notes.embed_pending_notes() == 0


def test_a_vector_of_wrong_length_is_not_stored(bucket, monkeypatch, caplog):
    monkeypatch.setattr(EmbeddingModel, "embed", lambda _, texts: [[1.0] for _ in texts])
    notes.store_note(make_note())
    assert notes.embed_pending_notes() == 0
    assert ResearchNote.objects.get().embedding_model == ""
    assert "S3 Vectors" in caplog.text


@pytest.fixture
def stubbed_bucket(configured, monkeypatch):
    client = boto3.client("s3vectors")
    monkeypatch.setattr(S3VectorStore, "client", client)
    with Stubber(client) as stubber:
        yield stubber


def test_nearest_notes_are_loaded_in_their_order(stubbed_bucket):
    rows = [notes.store_note(make_note(f"Topic {n}"))[0] for n in range(3)]
    found = [{"key": str(rows[n].pk), "distance": 0.1 * n} for n in (2, 0, 1)]
    expected_query = {
        "vectorBucketName": BUCKET, "indexName": INDEX, "queryVector": {"float32": vector_of("what")}, "topK": 12,
        "returnDistance": True,
    }  # fmt: skip
    stubbed_bucket.add_response("query_vectors", {"vectors": found, "distanceMetric": "cosine"}, expected_query)
    assert [note.topic for note in notes.search_notes("what")] == ["Topic 0", "Topic 1", "Topic 2"]


def test_a_vector_without_a_note_is_skipped(stubbed_bucket):
    row, _ = notes.store_note(make_note())
    found = [{"key": "00000000-0000-0000-0000-000000000007", "distance": 0.1}, {"key": str(row.pk), "distance": 0.2}]
    stubbed_bucket.add_response("query_vectors", {"vectors": found, "distanceMetric": "cosine"})
    assert [note.topic for note in notes.search_notes("what")] == [row.topic]


def test_an_unreachable_bucket_means_full_text(stubbed_bucket, caplog):
    notes.store_note(make_note())
    stubbed_bucket.add_client_error("query_vectors", "ThrottlingException")
    assert [note.topic for note in notes.search_notes("central bank")] == ["Rates are cut"]
    assert "S3 Vectors: ClientError" in caplog.text


def test_a_failure_has_a_name(stubbed_bucket):
    stubbed_bucket.add_client_error("query_vectors", "AccessDeniedException")
    with pytest.raises(VectorStoreError):
        S3VectorStore("m", BUCKET, INDEX).nearest([1.0], 1)
