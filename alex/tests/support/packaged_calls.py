"""Run in a clean process: what the worker package must be able to do with language models, against stub servers.

    python -I -S -B packaged_calls.py FOLDER {"openai": URL, "bedrock": URL, "anthropic": URL, ..}

FOLDER: of the unzipped package. Prints one JSON object with an entry for each kind of call. Imports nothing of the
tests: only the package is there.
"""

import asyncio
import json
import os
import sys

MODELS = {
    "openai": "openai/gpt-4.1-mini",
    "bedrock": "bedrock/us.amazon.nova-pro-v1:0",
    "anthropic": "anthropic/claude-sonnet-4-5",
}
KEY = "key-of-the-test"


def main(folder, urls):
    sys.path.insert(0, folder)
    found = {wire: talk_and_name(wire, urls[wire]) for wire in MODELS}
    found["signed_bedrock"] = ask_bedrock_with_a_signature(urls["bedrock"])
    found["embeddings"] = embed(urls["embeddings"])
    found["refused"] = [ask_a_refusing_server(wire, urls["refusing"]) for wire in MODELS]
    found["tokens"] = count_tokens()
    found["clients"] = create_aws_clients()
    found["article"] = read_article()
    print(json.dumps(found))


def talk_and_name(wire, url):
    """Run an agent with a tool and one with a typed answer, through the SDK, LiteLLM and our own layer."""
    from agents import Agent, function_tool
    from pydantic import BaseModel

    from advisors.budget.terms import RunTerms
    from advisors.llm import ModelConfig
    from advisors.runtime.builtin import BuiltinScript
    from advisors.runtime.litellm import close_connections
    from advisors.runtime.run import run_agent
    from advisors.safety.prompt_data import format_data

    @function_tool
    async def sides_of(shape: str) -> str:
        """How many sides a shape has."""
        return "3"

    class Shape(BaseModel):
        name: str
        sides: int

    talker = Agent(name="Talker", model="reporter", instructions="Talk of shapes.", tools=[sides_of])
    namer = Agent(name="Namer", model="charter", instructions="Name a shape.", output_type=Shape)
    base_url = f"{url}/v1" if wire == "openai" else url
    terms = RunTerms(ModelConfig(MODELS[wire], base_url=base_url, api_key=KEY, region="us-east-1", call_seconds=20))

    async def run_both():
        options = {"context": None, "script": BuiltinScript(lambda _: "of the built-in writer"), "terms": terms}
        task = format_data(question="What has three sides?")
        try:
            runs = [await run_agent(agent, task, **options) for agent in (talker, namer)]
        finally:
            await close_connections()
        return [runs[0].output, runs[1].output.name, str(runs[1].spent.cost_usd)]

    return asyncio.run(run_both())


def ask_a_refusing_server(wire, url):
    """Return our code of the error that a provider's refusal becomes: LiteLLM maps it first."""
    from advisors.model_errors import ModelError

    try:
        return talk_and_name(wire, url)
    except ModelError as error:
        return error.code


def create_aws_clients():
    """Create a client of each service that Alex uses, and import Langfuse's client, which needs keys to do more."""
    import boto3

    import advisors.tracing.langfuse_client  # noqa: F401

    names = ("bedrock-runtime", "rds", "s3", "s3vectors", "sagemaker-runtime", "secretsmanager", "sesv2", "sqs", "sts")
    return [boto3.client(name, region_name="us-east-1").meta.service_model.service_name for name in names]


def ask_bedrock_with_a_signature(url):
    """Ask with an access key, so that botocore signs the request, as the role of a function does."""
    import litellm

    os.environ.update(AWS_ACCESS_KEY_ID="AKIA", AWS_SECRET_ACCESS_KEY="secret")
    answer = litellm.completion(
        MODELS["bedrock"], [{"role": "user", "content": "Go."}], api_base=url, aws_region_name="us-east-1"
    )
    return answer.choices[0].message.content


def embed(url):
    from advisors.library.embedding import EmbeddingModel

    wires = {"openai/embed-small": f"{url}/v1", "bedrock/amazon.titan-embed-text-v2:0": url}
    os.environ["AWS_BEARER_TOKEN_BEDROCK"] = KEY
    os.environ["AWS_REGION"] = "us-east-1"
    return [len(EmbeddingModel(name, 256, base, KEY).embed(["bonds"])[0]) for name, base in wires.items()]


def count_tokens():
    """Count for each wire's model, and for one whose tokenizer is not built in."""
    import litellm

    names = [name.split("/", 1)[1] for name in MODELS.values()] + ["claude-2"]
    return [litellm.token_counter(model=name, text="Three sides of a triangle") for name in names]


def read_article():
    """Read a feed and the text of an article, as the researcher does."""
    import feedparser
    import trafilatura

    feed = feedparser.parse("<rss version='2.0'><channel><item><title>Rates</title></item></channel></rss>")
    text = "Rates rose by a quarter point. " * 20
    article = trafilatura.extract(f"<html><body><article><p>{text}</p></article></body></html>")
    return [feed.entries[0].title, article[:10]]


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
