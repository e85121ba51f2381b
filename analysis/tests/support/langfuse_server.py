"""Langfuse on this machine: takes traces by OTLP, reads the protobuf, and can be out of order in several ways."""

import base64
import gzip
import json
import threading
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

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


class StubLangfuse:
    """status: what it answers. is_silent: it takes the request and never answers."""

    def __init__(self, status=200, is_silent=False):
        self.status, self.is_silent = status, is_silent
        self.bodies, self.paths, self.keys, self.arrived = [], [], [], threading.Event()
        self.released = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def raw(self):
        """Everything that it was ever told, as text."""
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
def langfuse(settings, **told):
    """A server, and settings that lead to it under keys of their own: the client is one for each key."""
    stub = StubLangfuse(**told)
    thread = threading.Thread(target=stub.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.LANGFUSE_PUBLIC_KEY, settings.LANGFUSE_SECRET_KEY = f"pk-{uuid.uuid4()}", "sk-secret"
    settings.LANGFUSE_BASE_URL, settings.LANGFUSE_SECONDS = stub.url, 1
    try:
        yield stub
    finally:
        stub.released.set()
        stub.server.shutdown()
        stub.server.server_close()
        thread.join()


def _value(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None


def _handler(stub):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            stub.paths.append(self.path)
            stub.keys.append(base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode())
            stub.bodies.append(body)
            stub.arrived.set()
            if stub.is_silent:
                stub.released.wait(30)
            try:
                self.send_response(stub.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(json.dumps({}).encode())
            except OSError:
                self.close_connection = True

    return Handler
