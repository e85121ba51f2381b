"""The document of a small household, as the built-in writer writes it, without a database."""

from functools import cache

from advisors.actions.advise import judge_actions
from advisors.document.document import Document, DocumentSection
from advisors.document.letter import write_letter
from advisors.document.printed_action import print_actions
from advisors.document.tables import build_tables
from advisors.document.writer import write_sections
from advisors.tests.actions.households import account, make_case, position


@cache
def sample_case():
    """Return the case of two accounts, with a goal that they do not reach."""
    brokerage = account(
        "Brokerage", "taxable", position("VTI", 200, cost=150), position("BND", 100, cost=80), cash=40_000, interest="0"
    )
    return make_case(brokerage, account("Roth IRA", "roth_ira", position("VTI", 300)), saving=6_000)


@cache
def sample_document():
    """Return a document with a letter, actions, and sections of paragraphs and tables."""
    return write_with_tables(sample_case())


def write_with_tables(case):
    """Return the whole document of a case, written without a model."""
    actions, tables = judge_actions(case).actions, build_tables(case)
    sections = tuple(
        DocumentSection(key=section.key, blocks=(*section.blocks, *tables.get(section.key, ())))
        for section in write_sections(case)
    )
    letter = write_letter(case, actions)
    return Document(digest=case.digest, letter=letter, actions=print_actions(actions), sections=sections)
