"""Embeddings through the real clients: LiteLLM against a stub server, SageMaker through botocore's Stubber."""

import json
from io import BytesIO

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from advisors.library import embedding
from advisors.library.embedding import EmbeddingError, EmbeddingModel, average_token_vectors
from advisors.tests.support.embedding_server import EmbeddingServer
from advisors.tests.support.library_notes import vector_of


@pytest.fixture
def stub():
    with EmbeddingServer().serve() as server:
        yield server


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION_NAME"):
        monkeypatch.setenv(name, "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def by_openai(stub):
    return EmbeddingModel("openai/text-embedding-3-small", 256, f"{stub.url}/v1", "a-key")


def test_texts_become_vectors_in_their_order(stub):
    assert by_openai(stub).embed(["one fish", "two"]) == [vector_of("one fish"), vector_of("two")]
    ((path, sent),) = stub.asked
    assert (path, sent["input"], sent["dimensions"]) == ("/v1/embeddings", ["one fish", "two"], 256)


def test_titan_on_bedrock_is_asked_once_a_text(stub, aws):
    model = EmbeddingModel("bedrock/amazon.titan-embed-text-v2:0", 256, stub.url)
    assert model.embed(["one", "two"]) == [vector_of("one"), vector_of("two")]
    assert [sent["dimensions"] for _, sent in stub.asked] == [256, 256]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # LiteLLM wonders about "abc" as well
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"), (429, b"{}"), (401, b"{}"), (200, b"{}"), (200, b"no json"), (200, b""),
        (200, b'{"data": []}'), (200, b'{"data": [{"embedding": [NaN]}]}'), (200, b'{"data": [{"embedding": []}]}'),
        (200, b'{"data": [{"embedding": "abc"}]}'),
    ],
)  # fmt: skip
def test_a_wrong_answer_raises_embedding_error(stub, status, body):
    stub.status, stub.body = status, body
    with pytest.raises(EmbeddingError, match="openai/text-embedding-3-small"):
        by_openai(stub).embed(["one"])
    assert len(stub.asked) == 1


def test_a_service_that_hangs_is_given_up(stub, monkeypatch):
    monkeypatch.setattr(embedding, "TIMEOUT_SECONDS", 0.3)
    stub.hangs = True
    with pytest.raises(EmbeddingError):
        by_openai(stub).embed(["one"])
    assert len(stub.asked) == 1


@pytest.mark.parametrize(
    ("answer", "vector"),
    [([1, 2], [1, 2]), ([[1, 2]], [1, 2]), ([[[1, 2], [3, 4], [5, 6]]], [3, 4])],
)
def test_a_nested_answer_is_pooled(answer, vector):
    assert average_token_vectors(answer) == vector


@pytest.fixture
def sagemaker(aws, monkeypatch):
    client = boto3.client("sagemaker-runtime")
    monkeypatch.setattr(boto3, "client", lambda *_, **__: client)
    with Stubber(client) as stubber:
        yield stubber


def response_of(content):
    body = json.dumps(content).encode()
    return {"Body": StreamingBody(BytesIO(body), len(body)), "ContentType": "application/json"}


def test_a_sagemaker_endpoint_is_called_directly(sagemaker):
    expected_request = {"EndpointName": "minilm", "ContentType": "application/json", "Body": '{"inputs": "one"}'}
    sagemaker.add_response("invoke_endpoint", response_of([[[1.0, 2.0], [3.0, 4.0]]]), expected_request)
    assert EmbeddingModel("sagemaker/minilm", 2).embed(["one"]) == [[2.0, 3.0]]


@pytest.mark.parametrize("content", [[], {}, "text", [[1, 2], [3]], [[]]])
def test_a_wrong_sagemaker_answer_raises_an_error(sagemaker, content):
    sagemaker.add_response(
        "invoke_endpoint", response_of(content), dict.fromkeys(("EndpointName", "ContentType", "Body"), ANY)
    )
    with pytest.raises(EmbeddingError):
        EmbeddingModel("sagemaker/minilm", 2).embed(["one"])


def test_a_refusing_endpoint_raises_an_error(sagemaker):
    sagemaker.add_client_error("invoke_endpoint", "ModelError")
    with pytest.raises(EmbeddingError, match="sagemaker/minilm: ModelError"):
        EmbeddingModel("sagemaker/minilm", 2).embed(["one"])
