"""What a line means: names, families, synonyms and near misses are understood, and nothing untrue is."""

from itertools import product

import pytest

from advisors.claims.registry import KINDS
from advisors.claims.statement import Statement
from advisors.outline.grammar import parse_line
from advisors.outline.resolve import MAX_CANDIDATES, WrongLine, resolve_action, resolve_claim
from advisors.tests.support.claim_cases import HOUSEHOLDS
from advisors.tests.support.outlines import NONSENSE, menu_of


def resolve(text, name="demo"):
    return resolve_claim(parse_line(text, 1), menu_of(name))


def meaning(text, name="demo"):
    statement = resolve(text, name).statement
    return " ".join((statement.kind, *statement.arguments))


def fault(text, name="demo"):
    with pytest.raises(WrongLine) as wrong:
        resolve(text, name)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("company", "company"), ("Company NVDA", "company"), ("concentration NVDA", "company"),
        ("share equity", "share asset_class equity"), ("share asset_class.equity", "share asset_class equity"),
        ("share stocks", "share asset_class equity"), ("account_worth Roth IRA", "account_worth roth_ira"),
        ("account_worth 401(k) at work", "account_worth 401_k_at_work"), ("crash 2008", "crash 2008"),
        ("holding_worth NVDA", "holding_worth nvda"), ("target bonds", "against_target asset_class fixed_income"),
        ("change save_more_12500", "change save_more_12500"), ("halves NVDA", "halves nvda"),
        ("compare stocks bonds", "compare asset_class equity fixed_income"),
        ("account_worths Roth IRA", "account_worth roth_ira"),
        ("against_target stocks", "against_target asset_class equity"), ("gain nvda all", "gain nvda all"),
        ("compare account Roth_IRA brokerage", "compare account roth_ira brokerage"),
        ("share taxable", "share tax_status taxable"), ("misplaced roth_ira VWO", "misplaced roth_ira vwo"),
    ],
)  # fmt: skip
def test_a_line_is_understood_by_its_sense(text, claim):
    assert meaning(text) == claim


def test_a_line_read_differently_says_how():
    assert resolve("share stocks").read_as == "share asset_class equity"
    assert resolve("share asset_class equity").read_as == resolve("so share asset_class equity").read_as == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("You are certain to be fine.", "begins with the name of a claim"),
        ("fee_drags_on", "Near: fee_drag"),
        ("share spaceships", "share can be said of: "),
        ("company TSLA", "cannot be said"),
        ("account_worth Bob's hoard", "account_worth can be said of: "),
        ("crash 1987", "crash can be said of: "),
        ("change save_more_99999", "change can be said of: "),
        ("uninsured_cash", "cannot be said"),
        ("empty", "cannot be said"),
    ],
)
def test_a_wrong_line_learns_what_would_be_right(text, reason):
    assert reason in fault(text)


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_no_kind_says_what_is_not_true(name):
    """Whatever arguments a line has, its statement is one that the person's data bear out."""
    menu = menu_of(name)
    every = ("", "equity", "asset_class equity", "nvda", "2008", "1", "90", "cash", "rest", "unclassified")
    for kind, arguments in product(KINDS, every):
        try:
            statement = resolve_claim(parse_line(f"{kind} {arguments}", 1), menu).statement
        except WrongLine:
            continue
        assert isinstance(statement, Statement)
        assert "unclassified" not in statement.arguments and "rest" not in statement.arguments
        assert statement == menu.statements.get((statement.kind, statement.arguments), statement)


@pytest.mark.parametrize("text", [line for line in NONSENSE if not line.startswith(("do", "chart", "note"))])
def test_nonsense_is_no_claim(text):
    assert fault(text)


def test_an_action_is_found_by_id_title_or_kind():
    menu = menu_of("demo")
    advised = menu.actions[0]
    for text in (advised.action.id, advised.title.text()):
        assert resolve_action(parse_line(f"do {text}", 1), menu) is advised
    kinds = [one.action.name for one in menu.actions]
    single = next(one for one in menu.actions if kinds.count(one.action.name) == 1)
    assert resolve_action(parse_line(f"do {single.action.name}", 1), menu) is single


def test_an_unknown_action_learns_those_there_are():
    menu = menu_of("demo")
    with pytest.raises(WrongLine, match=menu.actions[0].action.id):
        resolve_action(parse_line("do sell_everything", 1), menu)


def test_a_long_list_of_choices_is_searched_in_part():
    assert len(menu_of("demo").by_name["share"]) < MAX_CANDIDATES
    assert fault("share " + "x " * 200)
