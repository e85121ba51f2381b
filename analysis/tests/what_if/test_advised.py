"""What the levers of the what-if page are for each kind of advice."""

from decimal import Decimal

import pytest

from advisors.document.parts import Sentence, TextPart
from advisors.document.printed_action import PrintedAction
from analysis.what_if.advised import can_be_tried, levers_of_action

PLANNED = {"save": Decimal(24_000), "spend": Decimal(84_000), "retire": Decimal(65), "claim": Decimal(67)}


def action(kind, *arguments):
    """Return an action of a kind with its arguments."""
    title = Sentence(kind="own", verdict="", mood="neutral", parts=(TextPart(text="Do it."),))
    return PrintedAction(id=kind, kind=kind, arguments=arguments, tier="goal", title=title)


@pytest.mark.parametrize(
    ("advised", "moved"),
    [
        (action("save_more", "11400"), {"save": Decimal(35_400)}),
        (action("retire_later", "3"), {"retire": 68}),
        (action("retire_earlier", "2"), {"retire": 63}),
        (action("spend_less", "15"), {"spend": Decimal(71_400)}),
        (action("spend_more", "90000"), {"spend": Decimal(90_000)}),
        (action("claim_later", "70"), {"claim": 70}),
        (action("together", "6000", "1", "0"), {"save": Decimal(30_000), "retire": 66}),
    ],
)
def test_advice_moves_the_levers_it_names(advised, moved):
    assert can_be_tried(advised)
    assert levers_of_action(advised, PLANNED, needs_stocks=False).moved == moved


@pytest.mark.parametrize(("needs_stocks", "stocks"), [(True, 70), (False, 50)])
def test_a_change_of_mix_goes_toward_the_target(needs_stocks, stocks):
    planned = PLANNED | {"stocks": Decimal(60)}
    assert levers_of_action(action("change_mix", "10", ""), planned, needs_stocks=needs_stocks).stocks == stocks


def test_a_plan_without_the_lever_stays_as_it_is():
    assert levers_of_action(action("change_mix", "10", ""), PLANNED, needs_stocks=True).moved == {}
    assert not can_be_tried(action("rebalance", "minimal"))
