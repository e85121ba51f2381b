"""Django behind granian. A thread is used only once a request is complete, and is free once the answer is.

granian's own WSGI gives a thread to each request before its body is there: a handful of half-sent requests would hold
every thread. Here bodies wait in the event loop, within the limits of alex/serving/bodies.py.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from alex.serving.bodies import Application, Environ, max_bytes, refusal_of, seconds_for
from alex.serving.warm_up import warm_up
from alex.wsgi import application as django

THREADS = int(os.environ.get("WEB_THREADS", "2"))
MEMORY_BYTES = 1_000_000
"""A larger body waits in a temporary file."""
NOT_FORWARDED = ("content-type", "content-length")


class RequestRefused(Exception):
    """The body is too large, too slow or broken off."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Bridge:
    """Serve a WSGI application to granian (RSGI)."""

    def __init__(self, application: Application, threads: int = THREADS) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def __rsgi_init__(self, loop: Any) -> None:
        warm_up()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        try:
            body = await read_body(scope, protocol)
        except RequestRefused as refusal:
            text = f"{refusal.status.phrase}\n"
            protocol.response_str(refusal.status.value, [("content-type", "text/plain")], text)
            return
        environ = build_environ(scope, body)
        answer = partial(call, self.application, environ)
        status, headers, content = await asyncio.get_running_loop().run_in_executor(self.threads, answer)
        protocol.response_bytes(status, headers, content)


async def read_body(scope: Any, protocol: Any) -> IO[bytes]:
    """Return the whole body. Raises RequestRefused."""
    length = scope.headers.get("content-length") or ""
    if not length and scope.headers.get("transfer-encoding") is None:
        return BytesIO()
    if refusal := refusal_of(scope.path, length):
        raise RequestRefused(refusal)
    body: Any = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 the request closes it
    try:
        async with asyncio.timeout(seconds_for(length)):
            size, limit = 0, max_bytes(scope.path)
            async for part in protocol:
                size += len(part)
                if size > limit:
                    raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                body.write(part)
    except TimeoutError:
        raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT) from None
    if length and size != int(length):
        raise RequestRefused(HTTPStatus.BAD_REQUEST)
    body.seek(0)
    return body  # type: ignore[no-any-return]


def build_environ(scope: Any, body: IO[bytes]) -> Environ:
    """Build the environ of PEP 3333. A header with an underscore is dropped: it would pass for one with a dash."""
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_TYPE": scope.headers.get("content-type") or "",
        "CONTENT_LENGTH": scope.headers.get("content-length") or "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if name in NOT_FORWARDED or "_" in name:
            continue
        key, separator = f"HTTP_{name.upper().replace('-', '_')}", "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    return environ


def call(application: Application, environ: Environ) -> tuple[int, list[tuple[str, str]], bytes]:
    """Run the application in this thread, to the end of its answer: a slow reader then holds no thread."""
    begun: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        begun[:] = [int(status.split(" ", 1)[0]), [(name.lower(), value) for name, value in headers]]

    parts = application(environ, start_response)
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
        environ["wsgi.input"].close()
    return begun[0], begun[1], content


application = Bridge(django)
