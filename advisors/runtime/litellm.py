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

from advisors.budget.prices import estimated, most_output, price, spent_on
from advisors.budget.spending import Spent
from advisors.budget.terms import Terms
from advisors.errors import PASSING, ModelFailed, failure_of
from advisors.llm import BEDROCK, KEYS, provider_of
from advisors.safety import canary
from advisors.safety.guardrail import Guardrail
from advisors.tracing import spans

logger = logging.getLogger(__name__)

LONGEST_ANSWER = 100_000  # characters
LONGEST_ARGUMENTS = 4000  # of one tool call
TOOL_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
LONGEST_WAIT = 20.0  # seconds that a provider may make us wait
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
NO_KEY = "none"  # a server of one's own may want no key, LiteLLM always does


def load() -> Any:
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


class CarefulModel(Model):
    """LiteLLM's model behind the job's allowance, for one run of one agent. spent: what this run has cost."""

    def __init__(self, name: str, terms: Terms) -> None:
        self.name, self.terms = name, terms
        self.spent = Spent()
        self._canary = canary.new()
        self._guardrail = Guardrail(
            {terms.models.api_key, *terms.models.secrets}, terms.allowance.limits.input_characters
        )
        self._model = _model(name, terms)

    def settings(self) -> ModelSettings:
        models = self.terms.models
        arguments: dict[str, Any] = {"max_retries": 0, "num_retries": 0, "timeout": models.call_seconds}
        if provider_of(self.name) == BEDROCK and models.region:
            arguments["aws_region_name"] = models.region
        return ModelSettings(max_tokens=most_output(self.name, models.most_output_tokens), extra_args=arguments)

    async def get_response(self, *_: Any, **asked: Any) -> ModelResponse:
        """One turn of the conversation. asked: what the SDK gives every model, all of it by name."""
        self._guardrail.inspect(asked["system_instructions"], asked["input"])
        asked["system_instructions"] = canary.instructed(asked["system_instructions"], self._canary)
        allowance, most = self.terms.allowance, self._most(asked)
        await allowance.ask(self.name, most)
        try:
            answer, spent = await self._tried(asked)
        except ModelFailed as failed:
            allowance.give_up(self.name, failed)
            raise
        finally:
            allowance.close(most)
        self.spent += spent
        await allowance.spend(self.name, spent)
        self._examine(answer)
        return answer

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        raise NotImplementedError("Agents do not stream.")
        yield

    async def _tried(self, asked: dict[str, Any]) -> tuple[ModelResponse, Spent]:
        tries = 0
        while True:
            try:
                with spans.request(self.name, asked) as span:
                    return await self._once(asked, span)
            except ModelFailed as failed:
                tries += 1
                pause = _pause(failed, tries)
                if tries > PASSING.get(failed.code, 0) or pause >= min(LONGEST_WAIT, self._seconds_left()):
                    raise
                logger.info("%s: %s, trying again in %.1f s", self.name, failed.code, pause)
            await asyncio.sleep(pause)

    async def _once(self, asked: dict[str, Any], span: Span[Any]) -> tuple[ModelResponse, Spent]:
        try:
            answer = await self._answer(asked)
        except ModelFailed as failed:
            spans.failed(span, failed)
            raise
        answered = [item.model_dump() for item in answer.output]
        spent = spent_on(self.name, answer.usage, said=_said(asked), answered=answered)
        spans.answered(span, answer.output, spent)
        return answer, spent

    async def _answer(self, asked: dict[str, Any]) -> ModelResponse:
        """Without LiteLLM's own span: it would tell of a failure in the provider's words."""
        seconds = min(self.terms.models.call_seconds, self._seconds_left())
        if seconds <= 0:
            raise ModelFailed("deadline")
        try:
            async with asyncio.timeout(seconds):
                return await self._model.get_response(**{**asked, "tracing": ModelTracing.DISABLED})
        except Exception as error:  # noqa: BLE001 LiteLLM's have no class in common; each is told in our words
            failed = failure_of(error)
            failed.retry_after = self._wanted_pause(error)
            logger.warning("%s: %s (%s)", self.name, failed.code, type(error).__name__)
            raise failed from None  # the provider's own words may hold a prompt or a key

    def _wanted_pause(self, error: Exception) -> float | None:
        """How many seconds the provider asks us to wait."""
        advice = self._model.get_retry_advice(ModelRetryAdviceRequest(error=error, attempt=1, stream=False))
        return advice.retry_after if advice else None

    def _seconds_left(self) -> float:
        return self.terms.deadline - asyncio.get_running_loop().time()

    def _most(self, asked: dict[str, Any]) -> Spent:
        """What this request can cost at most, as far as it is known before."""
        tokens_in, tokens_out = estimated(_said(asked)), asked["model_settings"].max_tokens or 0
        return Spent(1, tokens_in, tokens_out, price(self.name, tokens_in, tokens_out))

    def _examine(self, answer: ModelResponse) -> None:
        """Nothing of an answer that is refused here is carried out or read."""
        parts = [part for item in answer.output if isinstance(item, ResponseOutputMessage) for part in item.content]
        if any(isinstance(part, ResponseOutputRefusal) for part in parts):
            raise ModelFailed("content_refused")
        calls = [item for item in answer.output if isinstance(item, ResponseFunctionToolCall)]
        texts = [part.text for part in parts if isinstance(part, ResponseOutputText)]
        length = sum(map(len, texts)) + sum(len(call.arguments) for call in calls)
        says = calls or any(text.strip() for text in texts)
        if length > LONGEST_ANSWER or not says or not all(map(_is_sane, calls)):
            raise ModelFailed("malformed")
        if any(canary.sings(text, self._canary) for text in (*texts, *(f"{c.name} {c.arguments}" for c in calls))):
            raise ModelFailed("canary")
        account = self.terms.account
        account.tool_calls += len(calls)
        if calls and account.tool_calls > self.terms.allowance.limits.tool_calls:
            raise ModelFailed("tool_calls")


def _is_sane(call: ResponseFunctionToolCall) -> bool:
    """Whether it may be carried out, logged and told of; what is merely wrong in it, its tool tells the model."""
    try:
        json.loads(call.arguments or "{}")
    except RecursionError:
        return False
    except ValueError:
        pass
    return TOOL_NAME.fullmatch(call.name) is not None and len(call.arguments) <= LONGEST_ARGUMENTS


def _said(asked: dict[str, Any]) -> Any:
    """Everything a model is told in one request."""
    tools = [(tool.name, tool.description, tool.params_json_schema) for tool in asked["tools"]]
    schema = asked["output_schema"]
    shape = schema.json_schema() if schema and not schema.is_plain_text() else ""
    return asked["system_instructions"], asked["input"], tools, shape


def _model(name: str, terms: Terms) -> Model:
    if terms.models.missing_key(name, os.environ):
        raise ModelFailed("no_key")
    load()
    from agents.extensions.models.litellm_model import LitellmModel

    if not terms.models.is_reached_by(name):
        return LitellmModel(name)
    base_url, api_key = terms.models.base_url, terms.models.api_key
    if base_url and not api_key and provider_of(name) in KEYS:
        api_key = NO_KEY
    return LitellmModel(name, base_url=base_url or None, api_key=api_key or None)


def _pause(failed: ModelFailed, tries: int) -> float:
    if failed.retry_after is not None:
        return failed.retry_after
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))
    return longest * (0.5 + random.random() / 2)  # noqa: S311 so that not all come again at once
