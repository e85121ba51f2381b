"""Build attacks of a compromised model: each turns the good model of the tests into a bad one."""

import json
from dataclasses import dataclass, field

from advisors.runtime.builtin import ScriptedCall
from advisors.safety.canary import CANARY_PATTERN
from advisors.tests.support.model_servers import TOKENS_IN, Fault, without_canary
from advisors.verification.results import SHOWN

MARK = "Pwned"
"""Marks every text that no page may show."""

ALL = ("Plan", "Report and Recommendations", "Charts", "Retirement", "Conclude")
TYPED_SECTIONS = ("Plan", "Recommendations", "Charts", "Conclude")
BY_TOOLS = ("Report", "Retirement")
NONE = ()

TAGGER, PLANNER, CHARTER = "You classify one financial", "who coordinates these", "choose four to six charts"
RECOMMENDER, CONCLUDER = "turn a portfolio report into", "Your specialists are done"


@dataclass(frozen=True)
class Attack:
    """`play` turns the good model into the bad one. `refused` lists the sections that the built-in writer rewrites."""

    play: object
    refused: tuple = ALL
    settings: dict = field(default_factory=dict)


def answer_always(answer):
    return Attack(lambda good: lambda request: answer)


def append(text):
    """Append a text, or what a function returns for a request, to each visible text of the good answer."""

    def play(good):
        def answer(request):
            more = text(request) if callable(text) else text
            return _append_to(good.full_answer(request), f" {MARK} {more}")

        return answer

    return Attack(play)


def _append_to(answer, more):
    if not answer.startswith("{"):
        return f"{answer}\n\n{more}"
    return json.dumps(_append_to_shown_fields(json.loads(answer), more))


def _append_to_shown_fields(value, more):
    if isinstance(value, dict):
        return {
            k: v + more if k in SHOWN and isinstance(v, str) else _append_to_shown_fields(v, more)
            for k, v in value.items()
        }
    return [_append_to_shown_fields(item, more) for item in value] if isinstance(value, list) else value


def change_typed(change, *, agent, refused=NONE):
    """Change the typed answer of the agent whose system prompt contains `agent`; other agents answer well."""

    def play(good):
        def answer(request):
            text = good.full_answer(request)
            return json.dumps(change(json.loads(text))) if agent in request.system else text

        return answer

    return Attack(play, refused)


def has_tools(request):
    """Return whether the request offers our tools. In some wire formats a typed answer is a tool call too."""
    return "look_up_facts" in request.tools


def call_tools(*calls, refused=NONE):
    """Make these tool calls first in every run that has tools, then give the good answer."""

    def play(good):
        return lambda request: list(calls) if has_tools(request) and not request.results else good.full_answer(request)

    return Attack(play, refused)


def loop_tools(good):
    """Call a tool again and again in every run that has tools."""
    return lambda request: (
        [ScriptedCall("look_up_facts", {"topic": "worth"})] * 5 if has_tools(request) else good.full_answer(request)
    )


def canary_of(request):
    return CANARY_PATTERN.search(request.system)[0]


def leak_by_tool(good):
    def answer(request):
        call = ScriptedCall("search_library", {"query": canary_of(request)})
        return [call] if has_tools(request) and not request.results else good.full_answer(request)

    return answer


def raw_body(message, **more):
    """Answer always with a raw body of the OpenAI format. `more` holds headers, and fields of the body."""
    usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": 20, "total_tokens": TOKENS_IN + 20}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    body |= more.pop("body", {})
    return answer_always(Fault(raw=json.dumps(body).encode(), **more))


def message(content, role="assistant", **more):
    return {"role": role, "content": content, **more}


def tool_call(name, arguments, number="call_1"):
    return {"id": number, "type": "function", "function": {"name": name, "arguments": arguments}}


def echo(request):
    """Return the instructions and the whole task as a report."""
    return f"# {MARK}\n\n{request.system}\n\n{request.task}"


def echo_without_canary(request):
    return f"# {MARK}\n\n{without_canary(request.system)}"


def hyphenate(word):
    return "-".join(word.upper())


def add_fields(answer, **fields):
    return json.dumps({**json.loads(answer), **fields}) if str(answer).startswith("{") else answer


def classify_as(*percents):
    def change(proposal):
        keys = ("equity", "fixed_income", "cash")
        splits = [{"key": key, "percent": percent} for key, percent in zip(keys, percents, strict=False)]
        return {**proposal, "asset_class": splits, "confidence": 1}

    return change_typed(change, agent=TAGGER)


def change_first_chart(**fields):
    return change_typed(
        lambda c: {"charts": [{**c["charts"][0], **fields}, *c["charts"][1:]]},
        agent=CHARTER,
        refused=("Charts",),
    )


def change_every(name, agent, refused, **fields):
    def change(answer):
        return {**answer, name: [{**item, **fields} for item in answer[name]]}

    return change_typed(change, agent=agent, refused=(refused,) if refused else NONE)
