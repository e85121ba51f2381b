"""Errors of language models: our own codes, each with a sentence for people. A provider's text is never shown."""

from agents import AgentsException, MaxTurnsExceeded

ERROR_MESSAGES = {
    "no_key": "There is no API key for the language model.",
    "key_refused": "The language model's provider refused our API key.",
    "model_unknown": "The provider does not know the configured language model.",
    "rate_limited": "The language model's provider accepts no more requests right now.",
    "overloaded": "The language model's provider is overloaded or unavailable.",
    "connection": "The language model could not be reached.",
    "timeout": "The language model did not answer in time.",
    "content_refused": "The language model declined to answer.",
    "too_long": "This is more than the language model can read at once.",
    "window_too_small": "This is more than fits the context window that OLLAMA_NUM_CTX sets for the language model.",
    "malformed": "The language model's answer could not be read.",
    "request_refused": "The language model's provider refused the request.",
    "turns": "The language model did not finish within the allowed number of turns.",
    "requests": "The language model did not finish within the allowed number of requests.",
    "output": "The language model wrote more than it may for one answer.",
    "tool_calls": "The language model made too many tool calls.",
    "job_tokens": "The token limit for one analysis is reached.",
    "job_cost": "The cost limit for one analysis is reached.",
    "user_day_cost": "Your limit for model costs today is reached.",
    "day_cost": "The limit for model costs today is reached.",
    "deadline": "No time was left for the language model.",
    "input_too_long": "The request is longer than a language model may receive, so nothing was sent.",
    "input_secret": "A text looked like a key or a password, so nothing was sent to the language model.",
    "input_hidden": "A text contained invisible characters, so nothing was sent to the language model.",
    "input_unlabelled": "A text was not labeled as data, so nothing was sent to the language model.",
    "input_orders": "A name contained instructions, so nothing was sent to the language model.",
    "canary": "The language model repeated its confidential instructions.",
}
EXTRA_TRIES_BY_CODE = {"rate_limited": 2, "overloaded": 2, "connection": 2, "timeout": 1}
"""How often a request is sent again after each of these errors."""
JOB_WIDE_CODES = {"no_key", "key_refused", "model_unknown", *EXTRA_TRIES_BY_CODE}
"""The next request of this job would fail in the same way, so it is not sent."""

_CODE_BY_CLASS_NAME = {
    "AuthenticationError": "key_refused", "PermissionDeniedError": "key_refused", "NotFoundError": "model_unknown",
    "RateLimitError": "rate_limited", "Timeout": "timeout", "ContextWindowExceededError": "too_long",
    "ContentPolicyViolationError": "content_refused",
}  # fmt: skip
_CODE_BY_STATUS = {
    401: "key_refused", 403: "key_refused", 404: "model_unknown", 408: "timeout", 422: "malformed",
    429: "rate_limited", 500: "overloaded", 502: "overloaded", 503: "overloaded", 504: "timeout", 529: "overloaded",
}  # fmt: skip
_PHRASES_BY_CODE = {
    "no_key": ("missing credentials", "unable to locate credentials", "api key - a call"),
    "model_unknown": ("llm provider not provided", "model identifier is invalid", "model_not_found"),
    "connection": ("connection error", "server disconnected", "cannot connect", "connection reset"),
    "malformed": ("expecting value", "unable to get json", "traceback", "invalid response", "provider return"),
    "too_long": ("context length", "too long", "too many tokens"),
    "content_refused": ("content_policy", "content management policy", "safety system", "content filter"),
}
"""LiteLLM gives some errors a wrong class or status. They are recognized by these words in their text."""


class ModelError(AgentsException):
    """A model gave no usable answer. message: for people. retry_after: seconds that the provider asks us to wait."""

    def __init__(self, code: str) -> None:
        super().__init__(ERROR_MESSAGES[code])
        self.code = code
        self.message = ERROR_MESSAGES[code]
        self.retry_after: float | None = None


def convert_error(error: Exception) -> ModelError:
    """Convert any error of LiteLLM or the SDK."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, MaxTurnsExceeded):
        return ModelError("turns")
    if isinstance(error, AgentsException):  # an invalid answer, or a tool that does not exist
        return ModelError("malformed")
    if isinstance(error, TimeoutError):
        return ModelError("timeout")
    text = str(error).casefold()
    by_text = next((code for code, phrases in _PHRASES_BY_CODE.items() if any(one in text for one in phrases)), "")
    by_class = _CODE_BY_CLASS_NAME.get(type(error).__name__, "")
    if by_class and not (by_class == "key_refused" and by_text == "no_key"):
        return ModelError(by_class)
    by_status = _CODE_BY_STATUS.get(getattr(error, "status_code", 0) or 0, "request_refused")
    return ModelError(by_text or by_status)
