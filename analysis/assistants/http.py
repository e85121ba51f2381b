"""Answer one request of Streamable HTTP with the SDK, in one turn: JSON, no session, no stream."""

from dataclasses import dataclass, field
from typing import Any

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

MAX_SECONDS = 60
HOST_IS_CHECKED = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""Django checks the host of a request, and the view its origin."""


@dataclass
class Exchange:
    """One request and its answer, in the form in which the SDK's ASGI application takes and gives them."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    is_read: bool = False
    status: int = 500
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https",
            "path": "/mcp", "raw_path": b"/mcp", "query_string": b"", "root_path": "", "headers": self.headers,
            "client": None, "server": None,
        }  # fmt: skip

    async def receive(self) -> dict[str, Any]:
        """Return the body once; then wait, as for a client that stays."""
        if self.is_read:
            await anyio.sleep(MAX_SECONDS)
            return {"type": "http.disconnect"}
        self.is_read = True
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answer_headers = {
                name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            self.answer += message.get("body", b"")


async def answer_request(server: MCPServer, exchange: Exchange) -> Exchange:
    """Fill in the answer of the server. Raises TimeoutError after a minute."""
    server.streamable_http_app(json_response=True, stateless_http=True, transport_security=HOST_IS_CHECKED)
    with anyio.fail_after(MAX_SECONDS):
        async with server.session_manager.run():
            await server.session_manager.handle_request(exchange.scope, exchange.receive, exchange.send)  # type: ignore[arg-type]
    return exchange
