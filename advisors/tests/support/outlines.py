"""Menus, readers and answers for tests of outlines, without a database."""

import asyncio
import random
from functools import cache

from advisors.actions.advise import judge_actions
from advisors.claims.sections import Section
from advisors.document.document import Document
from advisors.document.tables import build_tables
from advisors.model_errors import ModelError
from advisors.outline.assembling import build_sections
from advisors.outline.menu import Menu, key_of
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines, write_outline
from advisors.runtime.run import AgentRun
from advisors.tests.support.claim_cases import household_case

ALL_SECTIONS = tuple(Section)
NONSENSE = (
    "You are certain to be fine.", "share spaceships", "do sell_everything", "chart evil pie", "so = fees",
    "note: Guaranteed to double.", "{\"summary\": \"Pwned\"}", "change save_more_99999", "consult reporter",
    "Pwned: fees",
)  # fmt: skip
"""Lines that no person's menu bears, in all shapes."""


@cache
def menu_of(name, sections=ALL_SECTIONS):
    """Return the menu of a household with all its sections and actions."""
    case = household_case(name)
    return Menu(case, sections, judge_actions(case).actions)


def read(text, name="demo", **reader):
    return Reader(menu_of(name), **reader).read(text)


def keys(claims):
    """Return what was resolved or chosen, as kinds with arguments."""
    return [key_of(one.statement) for one in claims]


class Model:
    """Gives answers in turn to a writer. An error as answer is raised. `asked` holds the revisions asked for."""

    name = "stub/model"

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def __call__(self, conversation, revision):
        self.asked.append(revision)
        answer = self.answers.pop(0)
        if isinstance(answer, ModelError):
            raise answer
        return AgentRun(answer, self.name, conversation=({"role": "assistant", "content": answer},))


def write(*answers, name="demo"):
    """Return the outline that a writer makes of a model's answers, and the model."""
    model, menu = Model(*answers), menu_of(name)
    outline = asyncio.run(write_outline(model, lambda: Reader(menu), write_builtin_lines(menu)))
    return outline, model


def to_document(outline, name="demo"):
    case = household_case(name)
    sections = build_sections(outline.chosen, outline.reading.notes, build_tables(case), ALL_SECTIONS, case.digest)
    return Document(digest=case.digest, sections=sections)


def spoil(lines, places):
    """Return the lines with nonsense at these places, from 0."""
    return [NONSENSE[place % len(NONSENSE)] if place in places else line for place, line in enumerate(lines)]


def random_places(count, seed):
    chance = random.Random(seed)
    return {place for place in range(count) if chance.random() < 0.5}
