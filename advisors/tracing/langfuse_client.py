"""The Langfuse client: sends observations from a thread, so that no analysis waits for a server.

It is built on OpenTelemetry, whose tracer provider is global by default. Ours has its own provider: no other trace of
this process goes to Langfuse, and none of ours goes elsewhere.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import httpx
from langfuse import Langfuse
from langfuse import LangfuseOtelSpanAttributes as Names
from langfuse.api.core.api_error import ApiError
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import set_span_in_context

from advisors.tracing.langfuse_observations import Observation
from advisors.tracing.langfuse_project import LangfuseProject

logger = logging.getLogger(__name__)

TRACER_SCOPE = "alex"
EXPORTER_LOGGER = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
LOG_INTERVAL_SECONDS = 60
DELETION_SECONDS = 20
chosen_trace_id: ContextVar[int] = ContextVar("chosen_trace_id")
os.environ.setdefault("LANGFUSE_MEDIA_UPLOAD_ENABLED", "false")  # we send no pictures


class LangfuseClient:
    """The client of one project. `send` returns at once, `flush` after the project's time limit at the latest."""

    def __init__(self, project: LangfuseProject) -> None:
        self.seconds = project.seconds
        self._provider = TracerProvider(
            resource=Resource({"service.name": TRACER_SCOPE}), shutdown_on_exit=False, id_generator=_ChosenTraceIds()
        )
        self._langfuse = Langfuse(
            public_key=project.public_key, secret_key=project.secret_key, base_url=project.address.rstrip("/"),
            timeout=project.seconds, tracer_provider=self._provider, flush_interval=1,
            should_export_span=lambda span: bool(
                span.instrumentation_scope and span.instrumentation_scope.name == TRACER_SCOPE
            ),
        )  # fmt: skip
        self._tracer = self._provider.get_tracer(TRACER_SCOPE)
        exporter_logger = logging.getLogger(EXPORTER_LOGGER)
        if not any(isinstance(present, _RateLimitFilter) for present in exporter_logger.filters):
            exporter_logger.addFilter(_RateLimitFilter())

    def send(self, root: Observation, *, trace_id: str, session: str, user: str | None = None) -> None:
        """Queue the tree of a run. trace_id: 32 hexadecimal digits. session: groups traces. user: a pseudonym."""
        shared = {Names.TRACE_NAME: root.name, Names.TRACE_SESSION_ID: session}
        shared |= {Names.TRACE_USER_ID: user} if user else {}
        chosen_trace_id.set(int(trace_id, 16))
        self._export(root, {**shared, **_flatten(Names.TRACE_METADATA, root.metadata)}, Context(), shared)

    def _export(
        self, observation: Observation, attributes: Mapping[str, Any], parent: Context, shared: Mapping[str, Any]
    ) -> None:
        """Export the observation with these attributes, and its descendants with the shared ones."""
        span = self._tracer.start_span(
            observation.name,
            parent,
            attributes={**attributes, **dict(_build_attributes(observation))},
            start_time=_to_nanoseconds(observation.started_at),
        )
        for child in observation.children:
            self._export(child, shared, set_span_in_context(span, parent), shared)
        span.end(_to_nanoseconds(observation.ended_at))

    def start_flush(self) -> threading.Thread:
        """Start to send what is waiting. OpenTelemetry's own flush waits as long as the server makes it wait."""
        flushing = threading.Thread(target=self._provider.force_flush, daemon=True)
        flushing.start()
        return flushing

    def delete(self, trace_ids: Sequence[str]) -> bool:
        """Ask the server to delete these traces, and return whether it accepted. It deletes them in the background."""
        try:
            self._langfuse.api.trace.delete_multiple(
                trace_ids=trace_ids, request_options={"timeout_in_seconds": DELETION_SECONDS, "max_retries": 0}
            )
        except (ApiError, httpx.HTTPError) as error:
            logger.error("Langfuse did not delete %s old traces: %s.", len(trace_ids), type(error).__name__)
            return False
        return True


class _ChosenTraceIds(RandomIdGenerator):
    """Gives the next trace the id that the sender chose."""

    def generate_trace_id(self) -> int:
        return chosen_trace_id.get()


@cache
def get_client(project: LangfuseProject) -> LangfuseClient:
    """Return the one client of this process for the project."""
    return LangfuseClient(project)


def flush(projects: Iterable[LangfuseProject]) -> None:
    """Send what is waiting for these projects, all at once, each for at most its seconds."""
    for project, thread in [(project, get_client(project).start_flush()) for project in projects]:
        thread.join(project.seconds)


def _build_attributes(observation: Observation) -> Iterator[tuple[str, Any]]:
    yield Names.OBSERVATION_TYPE, observation.kind
    if observation.input is not None:
        yield Names.OBSERVATION_INPUT, _to_json(observation.input)
    if observation.output is not None:
        yield Names.OBSERVATION_OUTPUT, _to_json(observation.output)
    if observation.error_message:
        yield Names.OBSERVATION_LEVEL, "ERROR"
        yield Names.OBSERVATION_STATUS_MESSAGE, observation.error_message
    if observation.kind == "generation":
        yield Names.OBSERVATION_MODEL, observation.model
        yield Names.OBSERVATION_USAGE_DETAILS, json.dumps(dict(observation.usage))
        if observation.cost_usd is not None:
            yield Names.OBSERVATION_COST_DETAILS, json.dumps({"total": float(observation.cost_usd)})
    yield from _flatten(Names.OBSERVATION_METADATA, observation.metadata).items()


def _flatten(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return one attribute for each value. Values other than integers and texts become JSON."""
    return {
        f"{prefix}.{name}": value if isinstance(value, int | str) else _to_json(value) for name, value in values.items()
    }


def _to_json(value: Any) -> str:
    """Return a text as it is, and other values as JSON."""

    def convert(item: Any) -> Any:
        return float(item) if isinstance(item, Decimal) else str(item)

    return value if isinstance(value, str) else json.dumps(value, default=convert, ensure_ascii=False)


def _to_nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000


class _RateLimitFilter(logging.Filter):
    """Let one line a minute pass, with a message of our own: a server's answer may hold anything."""

    last = -float("inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR or time.monotonic() - self.last < LOG_INTERVAL_SECONDS:
            return False
        self.last = time.monotonic()
        record.msg, record.args = "Langfuse could not be reached or refused a trace. Analyses are not affected.", ()
        record.exc_info = None
        return True
