"""Django behind granian. A thread is used only once a request is complete, and is free once the answer is.

granian's own WSGI gives a thread to each request before its body is there: a handful of half-sent requests would hold
every thread. Here bodies wait in the event loop, within the limits of alex/serving/bodies.py.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from alex.serving.bodies import Application, Environ, announced_bytes, max_bytes, refusal_of, seconds_for
from alex.serving.warm_up import warm_up
from alex.wsgi import application as django

THREADS = int(os.environ.get("WEB_THREADS", "2"))
MEMORY_BYTES = 1_000_000
"""A larger body waits in a temporary file."""
MAX_DISCARDED_BYTES = 50_000_000
"""So much of a body that is too large is read and dropped, so that the browser is there for the answer."""
NOT_FORWARDED = ("content-type", "content-length")


class BodyTooLarge(Exception):
    """The body is larger than its page takes. Django answers (BodyLimitMiddleware), without the body."""


class RequestRefused(Exception):
    """The body is too slow or broken off."""

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
        too_large = ""
        try:
            body = await read_body(scope, protocol)
        except RequestRefused as refusal:
            text = f"{refusal.status.phrase}\n"
            protocol.response_str(refusal.status.value, [("content-type", "text/plain")], text)
            return
        except BodyTooLarge:
            body, too_large = BytesIO(), str(max_bytes(scope.path) + 1)
        environ = build_environ(scope, body) | ({"CONTENT_LENGTH": too_large} if too_large else {})
        answer = partial(call, self.application, environ)
        status, headers, content = await asyncio.get_running_loop().run_in_executor(self.threads, answer)
        protocol.response_bytes(status, headers, content)


async def read_body(scope: Any, protocol: Any) -> IO[bytes]:
    """Return the whole body. Raises BodyTooLarge or RequestRefused."""
    length = scope.headers.get("content-length") or ""
    if not length and scope.headers.get("transfer-encoding") is None:
        return BytesIO()
    if refusal_of(scope.path, length) == HTTPStatus.BAD_REQUEST:
        raise RequestRefused(HTTPStatus.BAD_REQUEST)
    limit, announced = max_bytes(scope.path), announced_bytes(length) or 0
    if announced > MAX_DISCARDED_BYTES:
        raise BodyTooLarge
    with ExitStack() as files:
        body: Any = files.enter_context(SpooledTemporaryFile(MEMORY_BYTES))
        try:
            async with asyncio.timeout(seconds_for(str(min(announced, limit)))):
                size = await store_parts(protocol, body, limit)
        except TimeoutError:
            raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT) from None
        if size > limit:
            raise BodyTooLarge
        if length and size != announced:
            raise RequestRefused(HTTPStatus.BAD_REQUEST)
        files.pop_all()  # the request closes it
    body.seek(0)
    return body  # type: ignore[no-any-return]


async def store_parts(protocol: Any, file: IO[bytes], limit: int) -> int:
    """Write what is within the limit to the file, drop the rest, and return the size. Raises BodyTooLarge."""
    size = 0
    async for part in protocol:
        size += len(part)
        if size > MAX_DISCARDED_BYTES:
            raise BodyTooLarge
        if size <= limit:
            file.write(part)
    return size


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
