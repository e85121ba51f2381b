"""A stub of two embedding services: OpenAI's wire format, and Bedrock's for Titan."""

from advisors.tests.support.library_notes import vector_of
from people.tests.support.http_server import Reply, StubServer


class EmbeddingServer(StubServer):
    """Answers vectors, or another `status` or `body` if set. `asked` holds the path and body of each request."""

    def __init__(self):
        super().__init__()
        self.status, self.body, self.asked, self.hangs = 200, None, [], False

    def answer(self, request):
        self.asked.append((request.path, request.json))
        if self.hangs:
            self.wait(20)
            return None
        if self.body is not None:
            return Reply(self.body, self.status)
        return Reply.of_json(self.build_vectors(request), status=self.status)

    def build_vectors(self, request):
        if request.path.endswith("/invoke"):
            return {"embedding": vector_of(request.json["inputText"]), "inputTextTokenCount": 3}
        rows = [
            {"object": "embedding", "index": n, "embedding": vector_of(text)}
            for n, text in enumerate(request.json["input"])
        ]
        return {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 3, "total_tokens": 3}}
