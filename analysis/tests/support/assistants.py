"""The SDK's own client, talking to the server of a person in this process or over HTTP."""

import json

import httpx2
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client as Browser
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from analysis.assistants.server import build_server

ADDRESS = "http://testserver/mcp"
HOP_HEADERS = ("host", "content-length", "connection", "transfer-encoding", "accept-encoding")


def talk(server, conversation):
    """Run `conversation(client)` with the SDK's client, and return what it returns. server: one, or a transport."""

    async def run():
        async with Client(server) as client:
            return await conversation(client)

    return async_to_sync(run)()


def call(user, tool, scopes=("read", "start"), **arguments):
    """Return the answer of one tool as a dict, or the text of its refusal."""
    return talk(build_server(user, scopes), lambda client: ask(client, tool, **arguments))


async def ask(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    refusal = f"Error executing tool {tool}: "
    return result.content[0].text.removeprefix(refusal) if result.is_error else result.structured_content


class DjangoTransport(httpx2.AsyncBaseTransport):
    """Hands the requests of the SDK's HTTP client to Django, as a server would."""

    def __init__(self):
        self.browser, self.seen = Browser(), []

    async def handle_async_request(self, request):
        body = await request.aread()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_HEADERS}
        answer = await sync_to_async(self.browser.generic)(
            request.method, "/mcp", body, content_type=headers.pop("content-type", ""), headers=headers
        )
        self.seen.append((request.method, json.loads(body).get("method") if body else None, answer.status_code))
        return httpx2.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def talk_over_http(key, conversation):
    """Run `conversation(client)` over HTTP with a key. Return its result and the requests that it made."""
    transport = DjangoTransport()

    async def run():
        headers = {"Authorization": f"Bearer {key}"}
        http = httpx2.AsyncClient(transport=transport, headers=headers)
        async with http, Client(streamable_http_client(ADDRESS, http_client=http)) as client:
            return await conversation(client)

    return async_to_sync(run)(), transport.seen
