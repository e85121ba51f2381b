"""Observations on their way to Langfuse: handed to a thread, so that nobody waits for a server.

OpenTelemetry lies under it and is global by nature. Ours has a provider of its own: nothing else that this process
traces goes to Langfuse, and nothing of ours goes elsewhere.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from langfuse import Langfuse
from langfuse import LangfuseOtelSpanAttributes as Names
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.trace import set_span_in_context

from advisors.tracing.langfuse_observations import Observation
from advisors.tracing.langfuse_project import LangfuseProject

TRACER_SCOPE = "alex"
EXPORTER_LOGGER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
LOG_INTERVAL_SECONDS = 60
os.environ.setdefault("LANGFUSE_MEDIA_UPLOAD_ENABLED", "false")  # we send no pictures


class LangfuseClient:
    """One project's. `send` returns at once, `flush` after the project's seconds at the latest."""

    def __init__(self, project: LangfuseProject) -> None:
        self.seconds = project.seconds
        self._provider = TracerProvider(resource=Resource({"service.name": TRACER_SCOPE}), shutdown_on_exit=False)
        Langfuse(
            public_key=project.public_key, secret_key=project.secret_key, base_url=project.address.rstrip("/"),
            timeout=project.seconds, tracer_provider=self._provider, flush_interval=1,
            should_export_span=_is_own_span,
        )  # fmt: skip
        self._tracer = self._provider.get_tracer(TRACER_SCOPE)
        _rate_limit_exporter_log()

    def send(self, root: Observation, *, session: str, user: str | None) -> None:
        shared = {Names.TRACE_NAME: root.name, Names.TRACE_SESSION_ID: session}
        shared |= {Names.TRACE_USER_ID: user} if user else {}
        self._send(root, {**shared, **_flatten(Names.TRACE_METADATA, root.metadata)}, Context(), shared)

    def _send(self, seen: Observation, own: Mapping[str, Any], above: Context, shared: Mapping[str, Any]) -> None:
        span = self._tracer.start_span(
            seen.name,
            above,
            attributes={**own, **dict(_build_attributes(seen))},
            start_time=_to_nanoseconds(seen.started_at),
        )
        for child in seen.children:
            self._send(child, shared, set_span_in_context(span, above), shared)
        span.end(_to_nanoseconds(seen.ended_at))

    def flush(self) -> None:
        """In a thread: OpenTelemetry's own flush waits as long as the server lets it."""
        flushing = threading.Thread(target=self._provider.force_flush, daemon=True)
        flushing.start()
        flushing.join(self.seconds)


@cache
def client_of(project: LangfuseProject) -> LangfuseClient:
    """One for each process: its thread sends what comes."""
    return LangfuseClient(project)


def _is_own_span(span: ReadableSpan) -> bool:
    return span.instrumentation_scope is not None and span.instrumentation_scope.name == TRACER_SCOPE


def _build_attributes(seen: Observation) -> Iterator[tuple[str, Any]]:
    yield Names.OBSERVATION_TYPE, seen.kind
    if seen.said is not None:
        yield Names.OBSERVATION_INPUT, _to_json(seen.said)
    if seen.answered is not None:
        yield Names.OBSERVATION_OUTPUT, _to_json(seen.answered)
    if seen.error_message:
        yield Names.OBSERVATION_LEVEL, "ERROR"
        yield Names.OBSERVATION_STATUS_MESSAGE, seen.error_message
    if seen.kind == "generation":
        yield Names.OBSERVATION_MODEL, seen.model
        yield Names.OBSERVATION_USAGE_DETAILS, json.dumps(dict(seen.usage))
        if seen.cost_usd is not None:
            yield Names.OBSERVATION_COST_DETAILS, json.dumps({"total": float(seen.cost_usd)})
    yield from _flatten(Names.OBSERVATION_METADATA, seen.metadata).items()


def _flatten(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{prefix}.{name}": value if isinstance(value, int | str) else _to_json(value) for name, value in values.items()
    }


def _to_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=_convert_for_json, ensure_ascii=False)


def _convert_for_json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _to_nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000


class _RateLimitFilter(logging.Filter):
    """One line a minute, in our words: what servers answer may hold anything."""

    last = -float("inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR or time.monotonic() - self.last < LOG_INTERVAL_SECONDS:
            return False
        self.last = time.monotonic()
        record.msg, record.args = "Langfuse could not be reached or refused a trace; analyses are not touched.", ()
        record.exc_info = None
        return True


@cache
def _rate_limit_exporter_log() -> None:
    logging.getLogger(EXPORTER_LOGGER).addFilter(_RateLimitFilter())
