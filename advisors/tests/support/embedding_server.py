"""The wire formats of two embedding services on the loopback: OpenAI's, and Bedrock's invoke of Titan."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from advisors.tests.support.library_notes import vector_of


class Stub:
    """status other than 200, or body, is answered instead of vectors."""

    def __init__(self):
        self.status, self.body, self.asked, self.hangs = 200, None, [], False
        self.released = threading.Event()

    def answer(self, path, sent):
        self.asked.append((path, sent))
        if path.endswith("/invoke"):
            return {"embedding": vector_of(sent["inputText"]), "inputTextTokenCount": 3}
        rows = [
            {"object": "embedding", "index": n, "embedding": vector_of(text)} for n, text in enumerate(sent["input"])
        ]
        return {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 3, "total_tokens": 3}}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        stub = self.server.stub
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = stub.answer(self.path, sent)
        if stub.hangs:
            stub.released.wait(20)
            return
        body = stub.body if stub.body is not None else json.dumps(content).encode()
        self.send_response(stub.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def serving(stub):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.stub = True, stub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
