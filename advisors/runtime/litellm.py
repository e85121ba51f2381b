"""One request to a language model: asked for, timed, tried again where that helps, booked, its failure in our words.

This is the only layer that tries again: LiteLLM's and the provider's clients are told not to.
"""

import asyncio
import json
import logging
import os
import random
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

from agents import Model, ModelResponse, ModelSettings, ModelTracing, Span
from agents.retry import ModelRetryAdviceRequest
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
)

from advisors.budget.prices import compute_cost, compute_usage, estimate_tokens, limit_output_tokens
from advisors.budget.spending import ModelUsage
from advisors.budget.terms import RunTerms
from advisors.errors import EXTRA_TRIES_BY_CODE, ModelError, convert_error
from advisors.llm import API_KEY_VARIABLES, BEDROCK, parse_provider
from advisors.safety import canary
from advisors.safety.guardrail import Guardrail
from advisors.tracing import request_spans

logger = logging.getLogger(__name__)

MAX_ANSWER_CHARACTERS = 100_000  # characters
MAX_ARGUMENT_CHARACTERS = 4000  # of one tool call
TOOL_NAME_PATTERN = re.compile(r"[\w.-]{1,64}", re.ASCII)
MAX_RETRY_AFTER_SECONDS = 20.0  # seconds that a provider may make us wait
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
PLACEHOLDER_API_KEY = "none"  # a server of one's own may want no key, LiteLLM always does


def load_litellm() -> Any:
    """LiteLLM as we use it. Its import takes seconds: a worker does it before it claims a job."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else it fetches its prices from the internet
    import litellm

    litellm.suppress_debug_info = True
    litellm.drop_params = True  # what a model does not know is left out instead of refused
    logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)  # it logs what providers say; we tell it in our own words
    return litellm


async def close_connections() -> None:
    """LiteLLM keeps them per event loop, and every run has a loop of its own."""
    if "litellm" in sys.modules:
        await sys.modules["litellm"].close_litellm_async_clients()


class MeteredModel(Model):
    """LiteLLM's model behind the job's allowance, for one run of one agent. spent: what this run has cost."""

    def __init__(self, name: str, terms: RunTerms) -> None:
        self.name, self.terms = name, terms
        self.spent = ModelUsage()
        self._canary = canary.create_canary()
        self._guardrail = Guardrail(
            {terms.models.api_key, *terms.models.secrets}, terms.allowance.limits.input_characters
        )
        self._model = _build_litellm_model(name, terms)

    def settings(self) -> ModelSettings:
        models = self.terms.models
        arguments: dict[str, Any] = {"max_retries": 0, "num_retries": 0, "timeout": models.call_seconds}
        if parse_provider(self.name) == BEDROCK and models.region:
            arguments["aws_region_name"] = models.region
        return ModelSettings(max_tokens=limit_output_tokens(self.name, models.max_output_tokens), extra_args=arguments)

    async def get_response(self, *_: Any, **asked: Any) -> ModelResponse:
        """One turn of the conversation. asked: what the SDK gives every model, all of it by name."""
        self._guardrail.inspect(asked["system_instructions"], asked["input"])
        asked["system_instructions"] = canary.add_canary(asked["system_instructions"], self._canary)
        allowance, most = self.terms.allowance, self._estimate_max_usage(asked)
        await allowance.ask(self.name, most)
        try:
            answer, spent = await self._request_with_retries(asked)
        except ModelError as failed:
            allowance.disable_model(self.name, failed)
            raise
        finally:
            allowance.close(most)
        self.spent += spent
        await allowance.spend(self.name, spent)
        self._validate_answer(answer)
        return answer

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        raise NotImplementedError("Agents do not stream.")
        yield

    async def _request_with_retries(self, asked: dict[str, Any]) -> tuple[ModelResponse, ModelUsage]:
        tries = 0
        while True:
            try:
                with request_spans.start_request_span(self.name, asked) as span:
                    return await self._request_once(asked, span)
            except ModelError as failed:
                tries += 1
                pause = _compute_retry_delay(failed, tries)
                if tries > EXTRA_TRIES_BY_CODE.get(failed.code, 0) or pause >= min(
                    MAX_RETRY_AFTER_SECONDS, self._seconds_left()
                ):
                    raise
                logger.info("%s: %s, trying again in %.1f s", self.name, failed.code, pause)
            await asyncio.sleep(pause)

    async def _request_once(self, asked: dict[str, Any], span: Span[Any]) -> tuple[ModelResponse, ModelUsage]:
        try:
            answer = await self._send_request(asked)
        except ModelError as failed:
            request_spans.record_failure(span, failed)
            raise
        answered = [item.model_dump() for item in answer.output]
        spent = compute_usage(self.name, answer.usage, said=_collect_request_content(asked), answered=answered)
        request_spans.record_answer(span, answer.output, spent)
        return answer, spent

    async def _send_request(self, asked: dict[str, Any]) -> ModelResponse:
        """Without LiteLLM's own span: it would tell of a failure in the provider's words."""
        seconds = min(self.terms.models.call_seconds, self._seconds_left())
        if seconds <= 0:
            raise ModelError("deadline")
        try:
            async with asyncio.timeout(seconds):
                return await self._model.get_response(**{**asked, "tracing": ModelTracing.DISABLED})
        except Exception as error:  # noqa: BLE001 LiteLLM's have no class in common; each is told in our words
            failed = convert_error(error)
            failed.retry_after = self._find_retry_after(error)
            logger.warning("%s: %s (%s)", self.name, failed.code, type(error).__name__)
            raise failed from None  # the provider's own words may hold a prompt or a key

    def _find_retry_after(self, error: Exception) -> float | None:
        """How many seconds the provider asks us to wait."""
        advice = self._model.get_retry_advice(ModelRetryAdviceRequest(error=error, attempt=1, stream=False))
        return advice.retry_after if advice else None

    def _seconds_left(self) -> float:
        return self.terms.deadline - asyncio.get_running_loop().time()

    def _estimate_max_usage(self, asked: dict[str, Any]) -> ModelUsage:
        """What this request can cost at most, as far as it is known before."""
        tokens_in, tokens_out = (
            estimate_tokens(_collect_request_content(asked)),
            asked["model_settings"].max_tokens or 0,
        )
        return ModelUsage(1, tokens_in, tokens_out, compute_cost(self.name, tokens_in, tokens_out))

    def _validate_answer(self, answer: ModelResponse) -> None:
        """Nothing of an answer that is refused here is carried out or read."""
        parts = [part for item in answer.output if isinstance(item, ResponseOutputMessage) for part in item.content]
        if any(isinstance(part, ResponseOutputRefusal) for part in parts):
            raise ModelError("content_refused")
        calls = [item for item in answer.output if isinstance(item, ResponseFunctionToolCall)]
        texts = [part.text for part in parts if isinstance(part, ResponseOutputText)]
        length = sum(map(len, texts)) + sum(len(call.arguments) for call in calls)
        says = calls or any(text.strip() for text in texts)
        if length > MAX_ANSWER_CHARACTERS or not says or not all(map(_is_valid_tool_call, calls)):
            raise ModelError("malformed")
        if any(canary.has_leaked(text, self._canary) for text in (*texts, *(f"{c.name} {c.arguments}" for c in calls))):
            raise ModelError("canary")
        account = self.terms.account
        account.tool_calls += len(calls)
        if calls and account.tool_calls > self.terms.allowance.limits.tool_calls:
            raise ModelError("tool_calls")


def _is_valid_tool_call(call: ResponseFunctionToolCall) -> bool:
    """Whether it may be carried out, logged and told of; what is merely wrong in it, its tool tells the model."""
    try:
        json.loads(call.arguments or "{}")
    except RecursionError:
        return False
    except ValueError:
        pass
    return TOOL_NAME_PATTERN.fullmatch(call.name) is not None and len(call.arguments) <= MAX_ARGUMENT_CHARACTERS


def _collect_request_content(asked: dict[str, Any]) -> Any:
    """Everything a model is told in one request."""
    tools = [(tool.name, tool.description, tool.params_json_schema) for tool in asked["tools"]]
    schema = asked["output_schema"]
    shape = schema.json_schema() if schema and not schema.is_plain_text() else ""
    return asked["system_instructions"], asked["input"], tools, shape


def _build_litellm_model(name: str, terms: RunTerms) -> Model:
    if terms.models.find_missing_key_variable(name, os.environ):
        raise ModelError("no_key")
    load()
    from agents.extensions.models.litellm_model import LitellmModel

    if not terms.models.uses_default_endpoint(name):
        return LitellmModel(name)
    base_url, api_key = terms.models.base_url, terms.models.api_key
    if base_url and not api_key and parse_provider(name) in API_KEY_VARIABLES:
        api_key = PLACEHOLDER_API_KEY
    return LitellmModel(name, base_url=base_url or None, api_key=api_key or None)


def _compute_retry_delay(failed: ModelError, tries: int) -> float:
    if failed.retry_after is not None:
        return failed.retry_after
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))
    return longest * (0.5 + random.random() / 2)  # noqa: S311 so that not all come again at once
