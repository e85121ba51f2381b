"""Texts as vectors: by LiteLLM, or by an endpoint of SageMaker. For the worker only; a page never loads either."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SAGEMAKER_PREFIX = "sagemaker/"
TIMEOUT_SECONDS = 5
"""Of the one try there is: a search goes on by words, and a note waits for the next round."""
MAX_CHARACTERS = 8000
Vector = list[float]


class EmbeddingError(Exception):
    """The model did not answer, or not with vectors. Notes are found by their words until it does."""


@dataclass(frozen=True)
class EmbeddingModel:
    """name: any of LiteLLM's, or sagemaker/ENDPOINT. dimensions: asked for where the model offers a choice."""

    name: str
    dimensions: int
    base_url: str = ""
    api_key: str = field(default="", repr=False)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, in their order. Raises EmbeddingFailed."""
        asked = [text[:MAX_CHARACTERS] for text in texts]
        if self.name.startswith(SAGEMAKER_PREFIX):
            vectors = [_embed_with_sagemaker(self.name.removeprefix(SAGEMAKER_PREFIX), text) for text in asked]
        else:
            vectors = self._embed_with_litellm(asked)
        if len(vectors) != len(asked) or not all(map(_is_vector, vectors)):
            raise EmbeddingError(f"{self.name} answered with something that is no vector for each text.")
        return vectors

    def _embed_with_litellm(self, texts: list[str]) -> list[Vector]:
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # or importing it asks the internet for prices
        import litellm
        from openai import OpenAIError

        litellm.suppress_debug_info = True
        litellm.DEFAULT_MAX_RETRIES = 0  # type: ignore[misc]  # max_retries=0 is read as "not said" there
        try:
            answer = litellm.embedding(
                model=self.name, input=texts, dimensions=self.dimensions, drop_params=True, timeout=TIMEOUT_SECONDS,
                api_base=self.base_url or None, api_key=self.api_key or None,
            )  # fmt: skip
            return [row["embedding"] for row in answer.data]
        except (OpenAIError, KeyError, TypeError, ValueError) as error:
            raise EmbeddingError(f"{self.name}: {type(error).__name__}") from error


def _embed_with_sagemaker(endpoint: str, text: str) -> Vector:
    """Asked directly: through LiteLLM a nested answer of token vectors comes out as one wrong vector, unnoticed."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    patience = Config(connect_timeout=3, read_timeout=TIMEOUT_SECONDS, retries={"total_max_attempts": 1})
    try:
        answer = boto3.client("sagemaker-runtime", config=patience).invoke_endpoint(
            EndpointName=endpoint, ContentType="application/json", Body=json.dumps({"inputs": text})
        )
        return average_token_vectors(json.loads(answer["Body"].read()))
    except (BotoCoreError, ClientError, ValueError, TypeError, IndexError) as error:
        raise EmbeddingError(f"{SAGEMAKER_PREFIX}{endpoint}: {type(error).__name__}") from error


def average_token_vectors(answer: Any) -> Vector:
    """The mean of the token vectors, however deep they are nested; a vector is itself."""
    if not isinstance(answer, list):
        raise TypeError("There is no vector in this.")
    if isinstance(answer[0], int | float):
        return [float(number) for number in answer]
    rows = [average_token_vectors(row) for row in answer]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def _is_vector(vector: Any) -> bool:
    return (
        isinstance(vector, list)
        and bool(vector)
        and all(isinstance(n, int | float) and math.isfinite(n) for n in vector)
    )
