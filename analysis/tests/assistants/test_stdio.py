"""manage.py mcp as a client starts it: one real process, the SDK's client on its standard input and output."""

import os
import sys

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from analysis.sample.copying import copy_sample
from analysis.tests.support.assistants import ask
from analysis.tests.support.database_outage import DatabaseOutage, get_database_url
from portfolios.changes.demo import create_demo_user
from portfolios.tests.support.seeded_catalogue import lay_catalogue

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def converse(email, conversation, *options):
    environment = {**os.environ, "DATABASE_URL": get_database_url(), "SECRET_KEY": settings.SECRET_KEY}
    command = StdioServerParameters(
        command=sys.executable, args=["manage.py", "mcp", "--email", email, *options], env=environment
    )

    async def run():
        async with Client(stdio_client(command)) as client:
            return await conversation(client)

    return async_to_sync(run)()


def restart_database():
    with DatabaseOutage():
        pass


def test_a_process_answers_as_the_server_does():
    lay_catalogue()
    person = create_demo_user()
    job = copy_sample(person)

    async def conversation(client):
        tools = [tool.name for tool in (await client.list_tools()).tools]
        worth = await ask(client, "explain", fact="portfolio.value")
        await sync_to_async(restart_database)()
        again = await ask(client, "explain", fact="portfolio.value")
        tried = await ask(client, "what_if", change="save_more", amount=6000)
        foreign = await ask(client, "facts", analysis="00000000-0000-0000-0000-000000000000")
        return tools, worth, again, tried, foreign

    tools, worth, again, tried, foreign = converse(person.email, conversation)
    assert "start_analysis" not in tools
    assert worth["fact"]["value"] == str(job.facts["portfolio.value"].value)
    assert again == worth, "the process lives on when its connection has ended"
    assert tried["claims"][0]["kind"] == "change"
    assert foreign.startswith("There is no such analysis.")
