"""A stub of Langfuse: takes traces by OTLP, reads the protobuf, and can fail in several ways."""

import base64
import gzip
import threading
import uuid
from contextlib import contextmanager

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from people.tests.support.http_server import Reply, StubServer

PATH = "/api/public/otel/v1/traces"


class Told:
    """One observation as it arrived."""

    def __init__(self, span, scope):
        self.id, self.parent_id, self.trace_id = span.span_id, span.parent_span_id, span.trace_id
        self.name, self.scope = span.name, scope
        self.started, self.ended = span.start_time_unix_nano, span.end_time_unix_nano
        self.attributes = {item.key: _value(item.value) for item in span.attributes}

    @property
    def kind(self):
        return self.attributes["langfuse.observation.type"]

    def of(self, name):
        return self.attributes.get(f"langfuse.observation.{name}")

    def metadata(self, name):
        return self.of(f"metadata.{name}")


class LangfuseServer(StubServer):
    """status: of every reply. is_silent: it takes the request and never answers."""

    def __init__(self, status=200, is_silent=False):
        super().__init__()
        self.status, self.is_silent = status, is_silent
        self.bodies, self.paths, self.keys, self.arrived = [], [], [], threading.Event()

    def answer(self, request):
        is_packed = request.headers.get("Content-Encoding") == "gzip"
        self.paths.append(request.path)
        self.keys.append(base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode())
        self.bodies.append(gzip.decompress(request.body) if is_packed else request.body)
        self.arrived.set()
        if self.is_silent:
            self.wait(30)
        return Reply(b"{}", self.status)

    @property
    def raw(self):
        """Everything that arrived, as text."""
        return b"".join(self.bodies).decode("utf-8", "replace")

    @property
    def told(self):
        requests = map(ExportTraceServiceRequest.FromString, self.bodies)
        return [
            Told(span, scoped.scope.name)
            for request in requests
            for resource in request.resource_spans
            for scoped in resource.scope_spans
            for span in scoped.spans
        ]

    @property
    def root(self):
        (root,) = [told for told in self.told if not told.parent_id]
        return root

    def below(self, above):
        return sorted((told for told in self.told if told.parent_id == above.id), key=lambda told: told.started)

    def agent(self, name):
        (agent,) = [told for told in self.below(self.root) if name in told.name]
        return agent


@contextmanager
def langfuse(settings, **options):
    """Serve the stub, with settings that lead to it. Its key is new, because there is one client for each key."""
    settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY = f"pk-{uuid.uuid4()}", "sk-secret"
    with LangfuseServer(**options).serve() as server:
        settings.LANGFUSE_BASE_URL, settings.LANGFUSE_SECONDS = server.url, 1
        yield server


def _value(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None
