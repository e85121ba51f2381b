"""Embed texts as vectors, by LiteLLM or a SageMaker endpoint. Only workers import this."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

SAGEMAKER_PREFIX = "sagemaker/"
TIMEOUT_SECONDS = 5
"""Of the only try: after it a search uses full text, and a note waits for the next round."""
MAX_CHARACTERS = 8000
Vector = list[float]


class EmbeddingError(Exception):
    """The model did not answer with vectors. Notes without a vector are found by full text."""


@dataclass(frozen=True)
class EmbeddingModel:
    """name: a LiteLLM name, or sagemaker/ENDPOINT. dimensions: requested if the model offers a choice."""

    name: str
    dimensions: int
    base_url: str = ""
    api_key: str = field(default="", repr=False)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector for each text, in order. Raises EmbeddingError."""
        shortened = [text[:MAX_CHARACTERS] for text in texts]
        if self.name.startswith(SAGEMAKER_PREFIX):
            vectors = [embed_with_sagemaker(self.name.removeprefix(SAGEMAKER_PREFIX), text) for text in shortened]
        else:
            vectors = self._embed_with_litellm(shortened)
        is_valid = len(vectors) == len(shortened) and all(
            isinstance(vector, list)
            and vector
            and all(isinstance(number, int | float) and math.isfinite(number) for number in vector)
            for vector in vectors
        )
        if not is_valid:
            raise EmbeddingError(f"{self.name} did not answer with one vector for each text.")
        return vectors

    def _embed_with_litellm(self, texts: list[str]) -> list[Vector]:
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # otherwise its import downloads prices
        import litellm
        from openai import OpenAIError

        litellm.suppress_debug_info = True
        litellm.DEFAULT_MAX_RETRIES = 0  # type: ignore[misc]  # it takes max_retries=0 for "not set"
        try:
            answer = litellm.embedding(
                model=self.name, input=texts, dimensions=self.dimensions, drop_params=True, timeout=TIMEOUT_SECONDS,
                api_base=self.base_url or None, api_key=self.api_key or None,
            )  # fmt: skip
            return [row["embedding"] for row in answer.data]
        except (OpenAIError, KeyError, TypeError, ValueError) as error:
            raise EmbeddingError(f"{self.name}: {type(error).__name__}") from error


def embed_with_sagemaker(endpoint: str, text: str) -> Vector:
    """Ask the endpoint directly: LiteLLM would turn a nested answer of token vectors into one wrong vector."""
    from botocore.exceptions import BotoCoreError, ClientError

    client = import_string(settings.AWS_CLIENT_MAKER)("sagemaker-runtime", seconds=TIMEOUT_SECONDS, attempts=1)
    try:
        answer = client.invoke_endpoint(
            EndpointName=endpoint, ContentType="application/json", Body=json.dumps({"inputs": text})
        )
        return average_token_vectors(json.loads(answer["Body"].read()))
    except (BotoCoreError, ClientError, ValueError, TypeError, IndexError) as error:
        raise EmbeddingError(f"{SAGEMAKER_PREFIX}{endpoint}: {type(error).__name__}") from error


def average_token_vectors(answer: Any) -> Vector:
    """Return the mean of token vectors, nested at any depth; a single vector as it is."""
    if not isinstance(answer, list):
        raise TypeError("The answer holds no vector.")
    if isinstance(answer[0], int | float):
        return [float(number) for number in answer]
    rows = [average_token_vectors(row) for row in answer]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]
