"""The letters of known and random households, for tests."""

import re
from functools import cache

from advisors.actions.advise import advise
from advisors.document.assembling import write_document
from advisors.tests.support.claim_cases import household_case


@cache
def household_letter(name):
    """Return the case of a household, its actions, and the document with its letter."""
    case = household_case(name)
    actions = advise(case)
    return case, actions, write_document(case, actions)


def page_text(document):
    """Return the letter as one text: what is printed of it, with the actions and the fixed line."""
    letter = document.letter
    actions = [sentence for action in document.actions for sentence in action.sentences]
    texts = [sentence.text for sentence in (*letter.stands, *letter.matters, *actions, *letter.leaves_out)]
    return " ".join([*texts, document.closing])


def split_sentences(text):
    """Return the sentences of a page."""
    return [sentence for sentence in re.split(r"(?<=[.?]) ", text) if sentence]
