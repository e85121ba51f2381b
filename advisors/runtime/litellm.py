"""Requests to language models through LiteLLM: limits, timeout, retries, recorded cost, and our own error messages.

Only this layer retries. Retries of LiteLLM and of the provider's client are switched off.
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
from advisors.llm import API_KEY_VARIABLES, BEDROCK, parse_provider
from advisors.model_errors import EXTRA_TRIES_BY_CODE, ModelError, convert_error
from advisors.safety import canary
from advisors.safety.guardrail import Guardrail
from advisors.tracing import request_spans

logger = logging.getLogger(__name__)

MAX_ANSWER_CHARACTERS = 100_000
MAX_ARGUMENT_CHARACTERS = 4000  # of one tool call
TOOL_NAME_PATTERN = re.compile(r"[\w.-]{1,64}", re.ASCII)
MAX_RETRY_AFTER_SECONDS = 20.0  # the longest wait that a provider may ask for
FIRST_RETRY_SECONDS, MAX_RETRY_SECONDS = 0.5, 8.0
OUTPUT_SHARE_OF_WINDOW = 4  # of a context window that we set, at most this part is for the answer
PLACEHOLDER_API_KEY = "none"  # LiteLLM always needs a key, also for a private server without one


def load_litellm() -> Any:
    """Import and configure LiteLLM. That takes seconds, so a worker does it before it claims a job."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # otherwise it downloads its price table
    import litellm

    litellm.suppress_debug_info = True
    litellm.drop_params = True  # parameters that a model does not support are left out, not refused
    logging.getLogger("LiteLLM").setLevel(logging.CRITICAL)  # it logs the texts of providers; we log our own
    return litellm


async def close_connections() -> None:
    """Close LiteLLM's clients of this event loop. Every run has a loop of its own."""
    if "litellm" in sys.modules:
        await sys.modules["litellm"].close_litellm_async_clients()


class MeteredModel(Model):
    """A LiteLLM model for one run of one agent, within the job's allowance. Raises ModelError without an API key.

    spent: the usage of this run.
    """

    def __init__(self, name: str, terms: RunTerms) -> None:
        models = terms.models
        self.name, self.terms = name, terms
        self.spent = ModelUsage()
        self._canary = canary.create_canary()
        self._guardrail = Guardrail({models.api_key, *models.secrets}, terms.allowance.limits.input_characters)
        if models.find_missing_key_variable(name, os.environ):
            raise ModelError("no_key")
        load_litellm()
        from agents.extensions.models.litellm_model import LitellmModel

        base_url = api_key = ""
        if models.uses_default_endpoint(name):
            base_url, api_key = models.base_url, models.api_key
            if base_url and not api_key and parse_provider(name) in API_KEY_VARIABLES:
                api_key = PLACEHOLDER_API_KEY
        self._model = LitellmModel(name, base_url=base_url or None, api_key=api_key or None)

    def build_model_settings(self) -> ModelSettings:
        models = self.terms.models
        arguments: dict[str, Any] = {"max_retries": 0, "num_retries": 0, "timeout": models.call_seconds}
        if parse_provider(self.name) == BEDROCK and models.region:
            arguments["aws_region_name"] = models.region
        max_tokens = limit_output_tokens(self.name, models.max_output_tokens)
        if window := models.find_context_limit(self.name):
            arguments["num_ctx"] = window
            max_tokens = min(max_tokens, window // OUTPUT_SHARE_OF_WINDOW)
        return ModelSettings(temperature=models.temperature, max_tokens=max_tokens, extra_args=arguments)

    async def get_response(self, *_: Any, **request: Any) -> ModelResponse:
        """Make one turn of the conversation. request: the SDK's keyword arguments for every model."""
        self._guardrail.inspect(request["system_instructions"], request["input"])
        request["system_instructions"] = canary.add_canary(request["system_instructions"], self._canary)
        allowance = self.terms.allowance
        tokens_in = estimate_tokens(_collect_request_content(request))
        left = max(allowance.limits.tokens_out - allowance.tokens_out, 1)
        tokens_out = min(request["model_settings"].max_tokens or 0, left)
        request["model_settings"] = request["model_settings"].resolve(ModelSettings(max_tokens=tokens_out))
        window = self.terms.models.find_context_limit(self.name)
        if window and tokens_in + tokens_out > window:
            raise ModelError("window_too_small")
        max_usage = ModelUsage(1, tokens_in, tokens_out, compute_cost(self.name, tokens_in, tokens_out))
        await allowance.reserve(self.name, max_usage)
        try:
            answer, spent = await self._request_with_retries(request)
        except ModelError as error:
            allowance.disable_model(self.name, error)
            raise
        finally:
            allowance.release(max_usage)
        self.spent += spent
        await allowance.record_usage(self.name, spent)
        self._validate_answer(answer)
        return answer

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        raise NotImplementedError("Agents do not stream.")
        yield

    async def _request_with_retries(self, request: dict[str, Any]) -> tuple[ModelResponse, ModelUsage]:
        tries = 0
        while True:
            try:
                with request_spans.start_request_span(self.name, request) as span:
                    return await self._request_once(request, span)
            except ModelError as error:
                tries += 1
                backoff = min(MAX_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (tries - 1))
                jitter = 0.5 + random.random() / 2  # noqa: S311 so that parallel runs do not retry at the same moment
                delay = backoff * jitter if error.retry_after is None else error.retry_after
                max_delay = min(MAX_RETRY_AFTER_SECONDS, self._seconds_left())
                if tries > EXTRA_TRIES_BY_CODE.get(error.code, 0) or delay >= max_delay:
                    raise
                logger.info("%s: %s, trying again in %.1f s", self.name, error.code, delay)
            await asyncio.sleep(delay)

    async def _request_once(self, request: dict[str, Any], span: Span[Any]) -> tuple[ModelResponse, ModelUsage]:
        """Send the request without LiteLLM's own span, which would hold the provider's error text."""
        seconds = min(self.terms.models.call_seconds, self._seconds_left())
        if seconds <= 0:
            request_spans.record_failure(span, deadline := ModelError("deadline"))
            raise deadline
        try:
            async with asyncio.timeout(seconds):
                response = await self._model.get_response(**{**request, "tracing": ModelTracing.DISABLED})
        except Exception as error:  # noqa: BLE001 LiteLLM's errors have no common class
            model_error = convert_error(error)
            advice = self._model.get_retry_advice(ModelRetryAdviceRequest(error=error, attempt=1, stream=False))
            model_error.retry_after = advice.retry_after if advice else None
            logger.warning("%s: %s (%s)", self.name, model_error.code, type(error).__name__)
            request_spans.record_failure(span, model_error)
            raise model_error from None  # the provider's text may hold a prompt or a key
        answer = [item.model_dump() for item in response.output]
        spent = compute_usage(self.name, response.usage, prompt=_collect_request_content(request), answer=answer)
        request_spans.record_answer(span, response.output, spent)
        return response, spent

    def _seconds_left(self) -> float:
        return self.terms.deadline - asyncio.get_running_loop().time()

    def _validate_answer(self, answer: ModelResponse) -> None:
        """Raise ModelError for a refusal, a malformed answer, a leaked canary, or too many tool calls."""
        parts = [part for item in answer.output if isinstance(item, ResponseOutputMessage) for part in item.content]
        if any(isinstance(part, ResponseOutputRefusal) for part in parts):
            raise ModelError("content_refused")
        calls = [item for item in answer.output if isinstance(item, ResponseFunctionToolCall)]
        texts = [part.text for part in parts if isinstance(part, ResponseOutputText)]
        length = sum(map(len, texts)) + sum(len(call.arguments) for call in calls)
        is_empty = not calls and not any(text.strip() for text in texts)
        if length > MAX_ANSWER_CHARACTERS or is_empty or not all(map(is_valid_tool_call, calls)):
            raise ModelError("malformed")
        if any(canary.has_leaked(text, self._canary) for text in (*texts, *(f"{c.name} {c.arguments}" for c in calls))):
            raise ModelError("canary")
        tally = self.terms.tally
        tally.tool_calls += len(calls)
        if calls and tally.tool_calls > self.terms.allowance.limits.tool_calls:
            raise ModelError("tool_calls")


def is_valid_tool_call(call: ResponseFunctionToolCall) -> bool:
    """Return whether the call may be made and logged. Wrong arguments are allowed: the tool answers with the error."""
    try:
        json.loads(call.arguments or "{}")
    except RecursionError:
        return False
    except ValueError:
        pass
    return TOOL_NAME_PATTERN.fullmatch(call.name) is not None and len(call.arguments) <= MAX_ARGUMENT_CHARACTERS


def _collect_request_content(request: dict[str, Any]) -> Any:
    """Return everything that is sent to the model, to count its tokens."""
    tools = [(tool.name, tool.description, tool.params_json_schema) for tool in request["tools"]]
    schema = request["output_schema"]
    output_schema = schema.json_schema() if schema and not schema.is_plain_text() else ""
    return request["system_instructions"], request["input"], tools, output_schema
