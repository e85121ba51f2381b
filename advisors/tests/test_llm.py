"""Which model plays which role, what is missing to reach it, and what the built-in writer costs: nothing."""

import subprocess
import sys

import pytest

from advisors.llm import ROLES, Models, bedrock_model

NOVA = "bedrock/us.amazon.nova-pro-v1:0"


def test_nothing_set_means_the_built_in_writer_for_every_role():
    assert [Models().playing(role) for role in ROLES] == [""] * len(ROLES)
    assert (Models().names, Models().providers) == ((), "")


def test_a_role_may_have_a_model_of_its_own_or_none():
    models = Models("openai/gpt-4.1-mini", {"planner": NOVA, "charter": "built-in"})
    assert (models.playing("planner"), models.playing("reporter")) == (NOVA, "openai/gpt-4.1-mini")
    assert models.playing("charter") == ""
    assert models.providers == "Amazon Bedrock and OpenAI"


def test_who_is_asked_where_an_answer_stands_in_the_library_is_named_where_a_model_asks():
    titan = {"embedding": "bedrock/amazon.titan-embed-text-v2:0"}
    assert Models("openai/gpt-4.1-mini", **titan).providers == "Amazon Bedrock and OpenAI"
    assert Models(NOVA, **titan).providers == "Amazon Bedrock"
    assert Models(NOVA, embedding="sagemaker/minilm").providers == "Amazon Bedrock and Amazon SageMaker"
    assert Models("openai/some", {"reporter": "built-in"}, **titan).providers == "OpenAI"
    assert Models(**titan).providers == ""


def test_a_server_of_ones_own_is_named():
    assert Models("openai/llama", base_url="http://gpu:8000/v1").providers == "OpenAI at http://gpu:8000/v1"


@pytest.mark.parametrize(
    ("model_id", "region", "name"),
    [
        ("amazon.nova-pro-v1:0", "us-east-1", "bedrock/amazon.nova-pro-v1:0"),
        ("amazon.nova-pro-v1:0", "us-west-2", "bedrock/us.amazon.nova-pro-v1:0"),
        ("amazon.nova-pro-v1:0", "eu-central-1", "bedrock/eu.amazon.nova-pro-v1:0"),
        ("amazon.nova-lite-v1:0", "ap-northeast-1", "bedrock/apac.amazon.nova-lite-v1:0"),
        ("amazon.nova-pro-v1:0", "us-gov-west-1", "bedrock/amazon.nova-pro-v1:0"),
        ("us.amazon.nova-pro-v1:0", "us-east-1", "bedrock/us.amazon.nova-pro-v1:0"),
        ("bedrock/amazon.nova-pro-v1:0", "us-west-2", "bedrock/us.amazon.nova-pro-v1:0"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "us-west-2", "bedrock/anthropic.claude-3-haiku-20240307-v1:0"),
        ("amazon.nova-pro-v1:0", "", "bedrock/amazon.nova-pro-v1:0"),
        ("", "us-east-1", ""),
    ],
)
def test_bedrock_gets_a_prefix_only_where_the_region_asks_for_it(model_id, region, name):
    assert bedrock_model(model_id, region) == name


def test_a_missing_key_is_named():
    assert Models("anthropic/claude-sonnet-4-5").missing_key("anthropic/claude-sonnet-4-5", {}) == "ANTHROPIC_API_KEY"
    assert Models("gpt-4.1").missing_key("gpt-4.1", {"OPENAI_API_KEY": "k"}) == ""
    assert Models("openai/gpt-4.1", api_key="k").missing_key("openai/gpt-4.1", {}) == ""
    assert Models("openai/llama", base_url="http://gpu/v1").missing_key("openai/llama", {}) == ""
    assert Models(NOVA).missing_key(NOVA, {}) == ""


def test_a_key_goes_to_no_other_provider():
    models = Models("openai/gpt-4.1", {"planner": "anthropic/claude-sonnet-4-5"}, api_key="k", base_url="http://gpu")
    assert models.is_reached_by("openai/o4-mini")
    assert not models.is_reached_by("anthropic/claude-sonnet-4-5")
    assert models.missing_key("anthropic/claude-sonnet-4-5", {}) == "ANTHROPIC_API_KEY"


def test_a_key_is_not_in_the_representation():
    assert "secret" not in repr(Models("openai/gpt-4.1", api_key="secret"))


def test_the_built_in_writer_needs_no_litellm():
    script = (
        "import sys, asyncio\n"
        "from advisors.tagger import agent\n"
        "ran = asyncio.run(agent.classify(agent.Deps('ZZZ', 'Zebra Bond Fund', 'mutual_fund')))\n"
        "print(ran.model, ran.spent.tokens, ran.spent.cost_usd, 'litellm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "built-in writer 0 0 False"


def test_choosing_a_model_needs_no_sdk():
    script = "import sys, advisors.llm; print('agents' in sys.modules, 'litellm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
