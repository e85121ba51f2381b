"""Ask a stub model about the sample analysis, without rows."""

import asyncio
from contextlib import contextmanager

from advisors.asker.choosing import choose_answer, limit_question
from advisors.asker.lines import AnswerLines
from advisors.asker.tools import Deps
from advisors.budget.spending import UsageLimits
from advisors.document.parts import Sentence, TextPart
from advisors.questions.answer import Answer
from advisors.runtime.litellm import close_connections
from advisors.tests.support.scripted_agent import serve_model
from analysis.tests.support.written_questions import sample_source

QUESTION = "is my nest egg looking healthy"
CHANGE = Sentence(
    kind="change", arguments=("save_more_1234",), verdict="raises", mood="good", parts=(TextPart(text="It helps."),)
)


def sample_deps(question=QUESTION, **changes):
    """Return what a question about the sample analysis is answered from; a what-if helps, and nothing changed."""

    async def compare(back):
        raise LookupError

    project = lambda asked: Answer(kind="answered", sentences=(CHANGE,))  # noqa: E731
    given = {"lines": AnswerLines(sample_source()), "project": project, "compare": compare}
    return Deps(question, **{**given, **changes})


@contextmanager
def asked(wire, play, deps=None, seconds=0):
    """Ask a stub model that takes some seconds a call, and yield the answer with the provider and the terms."""
    with serve_model(wire, play) as (provider, terms):
        provider.seconds = seconds
        terms.allowance.limits = limit_question(UsageLimits())

        async def ask():
            try:
                return await choose_answer(deps or sample_deps(), terms)
            finally:
                await close_connections()

        yield asyncio.run(ask()), provider, terms


def ask_model(wire, play, deps=None):
    with asked(wire, play, deps) as (answer, _, _):
        return answer
