"""A stub of Langfuse that receives traces by OTLP as protobuf, and can fail in several ways."""

import base64
import gzip
import threading
import uuid
from contextlib import contextmanager

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from people.tests.support.http_server import Reply, StubServer

PATH = "/api/public/otel/v1/traces"
DELETION_PATH = "/api/public/traces"
AGENT_NAMES = [
    "🧭 Financial Planner",
    "🏷️ Instrument Tagger",
    "📝 Portfolio Analyst",
    "📊 Chart Specialist",
    "🏖️ Retirement Planner",
]


class Observation:
    """One observation that the stub received."""

    def __init__(self, span, scope, public_key):
        self.public_key = public_key
        self.id, self.parent_id, self.trace_id = span.span_id, span.parent_span_id, span.trace_id
        self.name, self.scope = span.name, scope
        self.started, self.ended = span.start_time_unix_nano, span.end_time_unix_nano
        self.attributes = {item.key: _value(item.value) for item in span.attributes}

    @property
    def kind(self):
        return self.attributes["langfuse.observation.type"]

    def get(self, name):
        return self.attributes.get(f"langfuse.observation.{name}")

    def metadata(self, name):
        return self.get(f"metadata.{name}")


class LangfuseServer(StubServer):
    """`status` is that of every reply. With `is_silent` the server reads each request and never answers."""

    def __init__(self, status=200, is_silent=False):
        super().__init__()
        self.status, self.is_silent = status, is_silent
        self.bodies, self.paths, self.keys, self.arrived = [], [], [], threading.Event()
        self.deletions, self.lock = [], threading.Lock()

    def answer(self, request):
        if request.method == "DELETE":
            key = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
            self.deletions.append((request.path, key.partition(":")[0], request.json["traceIds"]))
            return Reply.of_json({"message": "ok"}, status=self.status)
        is_compressed = request.headers.get("Content-Encoding") == "gzip"
        key = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        body = gzip.decompress(request.body) if is_compressed else request.body
        with self.lock:  # several projects are sent at once
            self.paths.append(request.path)
            self.keys.append(key)
            self.bodies.append(body)
        self.arrived.set()
        if self.is_silent:
            self.wait(30)
        return Reply(b"{}", self.status)

    @property
    def raw(self):
        """All received bodies as text."""
        return b"".join(self.bodies).decode("utf-8", "replace")

    @property
    def observations(self):
        keys = [key.partition(":")[0] for key in self.keys]
        requests = map(ExportTraceServiceRequest.FromString, self.bodies)
        return [
            Observation(span, scoped.scope.name, key)
            for key, request in zip(keys, requests, strict=True)
            for resource in request.resource_spans
            for scoped in resource.scope_spans
            for span in scoped.spans
        ]

    def names_in(self, public_key):
        """Return the names of the roots and the agents that the project with this key received."""
        received = [observation for observation in self.observations if observation.public_key == public_key]
        roots = [observation for observation in received if not observation.parent_id]
        agents = [child for root in roots for child in self.children(root)]
        return [root.name for root in roots], {agent.name for agent in agents if agent.public_key == public_key}

    @property
    def root(self):
        (root,) = [observation for observation in self.observations if not observation.parent_id]
        return root

    def children(self, parent):
        found = [observation for observation in self.observations if observation.parent_id == parent.id]
        return sorted(found, key=lambda observation: observation.started)

    def agent(self, name):
        (agent,) = [observation for observation in self.children(self.root) if name in observation.name]
        return agent


def new_keys():
    """Return a public and a secret key that no test has used: there is one Langfuse client for each key."""
    return f"pk-{uuid.uuid4()}", "sk-secret"


@contextmanager
def langfuse(settings, **options):
    """Serve the stub and set its address and new keys."""
    settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY = new_keys()
    with LangfuseServer(**options).serve() as server:
        settings.LANGFUSE_BASE_URL, settings.LANGFUSE_SECONDS = server.url, 1
        yield server


def _value(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None
