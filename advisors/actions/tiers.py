"""The tiers of advice, in the order in which a person hears them."""

from enum import IntEnum


class Tier(IntEnum):
    """DATA: without it advice is a guess. HARM: what can hurt. GOAL: what reaches the goal. COST: dollars a year."""

    DATA = 1
    HARM = 2
    GOAL = 3
    COST = 4
    TIDY = 5


MAX_ACTIONS = 5
MAX_OF_TIER = {Tier.DATA: 3, Tier.TIDY: 1}
"""At most as many of these tiers, so that questions never crowd out what can hurt."""
