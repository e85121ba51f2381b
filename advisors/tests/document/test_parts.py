"""The parts of a sentence: its text, its figures with their facts, and names that stay names."""

import pytest

from advisors.claims.printing import Figure
from advisors.claims.statement import Name, Statement
from advisors.document.parts import FigurePart, NamePart, Sentence, TextPart, build_sentence
from advisors.document.writer import write_sections
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from portfolios.facts.formatting import format_fact
from portfolios.tests.support.facts import fact_of

WORTH = fact_of("account.a.value", "A", value="100.4", unit="usd")
OTHER = fact_of("account.b.value", "B", value="100.44", unit="usd")


def make_statement(phrasing, **slots):
    ids = tuple(slot.fact.id for slot in slots.values() if isinstance(slot, Figure))
    return Statement("test", ("a",), "more", "bad", (phrasing,), slots, ids)


def test_a_sentence_has_text_figures_and_names():
    statement = make_statement("Your {account} holds {value}.", account=Name("Roth <b>"), value=Figure(WORTH))
    sentence = build_sentence(statement, 0, author="model")
    assert sentence.parts == (
        TextPart(text="Your "), NamePart(text="Roth <b>"), TextPart(text=" holds "),
        FigurePart(fact="account.a.value", text="$100"), TextPart(text="."),
    )  # fmt: skip
    assert sentence.text == statement.text() == "Your Roth <b> holds $100."
    assert (sentence.kind, sentence.arguments, sentence.verdict, sentence.mood) == ("test", ("a",), "more", "bad")
    assert (sentence.author, sentence.decided_by) == ("model", ("account.a.value",))


def test_figures_that_differ_print_differently():
    statement = make_statement("{one} is less than {other}.", one=Figure(WORTH), other=Figure(OTHER))
    texts = [figure.text for figure in build_sentence(statement, 0).figures]
    assert len(set(texts)) == 2


@pytest.mark.parametrize(
    ("phrasing", "text"),
    [
        ("Your fees are low.", "But your fees are low."),
        ("US stocks are most of it.", "But US stocks are most of it."),
        ("A year like 2008 would hurt.", "But a year like 2008 would hurt."),
    ],
)
def test_a_link_goes_on_in_lower_case(phrasing, text):
    sentence = build_sentence(make_statement(phrasing), 0, link="But")
    assert (sentence.text, sentence.link) == (text, "But")


@pytest.mark.parametrize("slot", [Name("Roth IRA"), Figure(WORTH)])
def test_no_link_stands_before_a_name_or_figure(slot):
    sentence = build_sentence(make_statement("{slot} is all of it.", slot=slot), 0, link="But")
    assert sentence.link == "" and not sentence.text.startswith("But")


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_sentence_names_all_facts_behind_it(name):
    case = household_case(name)
    for section in write_sections(case):
        for sentence in section.sentences:
            assert {figure.fact for figure in sentence.figures} <= set(sentence.decided_by), sentence.text
            assert all(fact in case.facts for fact in sentence.decided_by), sentence.text


def test_a_stored_sentence_never_changes():
    sentence = build_sentence(make_statement("You own {value}.", value=Figure(WORTH)), 0)
    assert Sentence.model_validate_json(sentence.model_dump_json()) == sentence
    assert sentence.figures[0].text != format_fact(OTHER, "cents")
