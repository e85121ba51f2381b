"""Models by role, missing keys, and the built-in writer."""

import subprocess
import sys

import pytest

from advisors import team
from advisors.llm import ModelConfig, format_bedrock_model_name

NOVA = "bedrock/us.amazon.nova-pro-v1:0"


def test_without_settings_every_role_is_built_in():
    assert [ModelConfig().model_for_role(role) for role in team.roles()] == [""] * len(team.TEAM)
    assert (ModelConfig().names, ModelConfig().providers) == ((), "")


def test_a_role_may_have_its_own_model_or_none():
    models = ModelConfig("openai/gpt-4.1-mini", {"planner": NOVA, "charter": "built-in"})
    assert (models.model_for_role("planner"), models.model_for_role("reporter")) == (NOVA, "openai/gpt-4.1-mini")
    assert models.model_for_role("charter") == ""
    assert models.providers == "Amazon Bedrock and OpenAI"


def test_the_embedding_provider_is_named():
    titan = {"embedding": "bedrock/amazon.titan-embed-text-v2:0"}
    assert ModelConfig("openai/gpt-4.1-mini", **titan).providers == "Amazon Bedrock and OpenAI"
    assert ModelConfig(NOVA, **titan).providers == "Amazon Bedrock"
    assert ModelConfig(NOVA, embedding="sagemaker/minilm").providers == "Amazon Bedrock and Amazon SageMaker"
    assert ModelConfig("openai/some", {"reporter": "built-in"}, **titan).providers == "OpenAI"
    assert ModelConfig(**titan).providers == ""


def test_a_private_server_is_named():
    assert ModelConfig("openai/llama", base_url="http://gpu:8000/v1").providers == "OpenAI at http://gpu:8000/v1"


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
def test_only_some_regions_get_a_bedrock_prefix(model_id, region, name):
    assert format_bedrock_model_name(model_id, region) == name


def test_a_missing_key_is_named():
    assert (
        ModelConfig("anthropic/claude-sonnet-4-5").find_missing_key_variable("anthropic/claude-sonnet-4-5", {})
        == "ANTHROPIC_API_KEY"
    )
    assert ModelConfig("gpt-4.1").find_missing_key_variable("gpt-4.1", {"OPENAI_API_KEY": "k"}) == ""
    assert ModelConfig("openai/gpt-4.1", api_key="k").find_missing_key_variable("openai/gpt-4.1", {}) == ""
    assert ModelConfig("openai/llama", base_url="http://gpu/v1").find_missing_key_variable("openai/llama", {}) == ""
    assert ModelConfig(NOVA).find_missing_key_variable(NOVA, {}) == ""


def test_a_key_goes_to_no_other_provider():
    models = ModelConfig(
        "openai/gpt-4.1", {"planner": "anthropic/claude-sonnet-4-5"}, api_key="k", base_url="http://gpu"
    )
    assert models.uses_default_endpoint("openai/o4-mini")
    assert not models.uses_default_endpoint("anthropic/claude-sonnet-4-5")
    assert models.find_missing_key_variable("anthropic/claude-sonnet-4-5", {}) == "ANTHROPIC_API_KEY"


def test_a_key_is_not_in_the_representation():
    assert "secret" not in repr(ModelConfig("openai/gpt-4.1", api_key="secret"))


@pytest.mark.processes
def test_the_built_in_writer_needs_no_litellm():
    script = (
        "import sys, asyncio\n"
        "from advisors.tagger import agent\n"
        "ran = asyncio.run(agent.classify(agent.Deps('ZZZ', 'Zebra Bond Fund', 'mutual_fund')))\n"
        "print(ran.model, ran.spent.tokens, ran.spent.cost_usd, 'litellm' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split("\n")[0] == "built-in writer 0 0 False"


@pytest.mark.processes
def test_choosing_a_model_needs_no_sdk():
    script = "import sys, advisors.llm; print('agents' in sys.modules, 'litellm' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False False"
