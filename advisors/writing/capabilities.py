"""What the figures take in and what they leave out. Whatever is said of either is written from these flags."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from advisors.writing.case import Situation


class Topic(Enum):
    TAXES = "taxes"
    CURRENCIES = "other currencies"
    OVERLAP = "overlap between funds"
    PERFORMANCE = "your past performance"
    TIPS = "the inflation link of TIPS, which are simulated as nominal with a volatility of their own"
    INFLATION = "inflation"
    FEES = "fund fees"
    OTHER_INCOME = "other income in retirement"


def _everybody(situation: Situation) -> bool:
    return True


def _holds_tips(situation: Situation) -> bool:
    return any("us_tips" in (instrument.return_mix or {}) for instrument, _ in situation.portfolio.holdings)


@dataclass(frozen=True)
class Capability:
    """matters: whose portfolio it has a bearing on."""

    topic: Topic
    is_modelled: bool
    matters: Callable[[Situation], bool] = _everybody


CAPABILITIES = (
    Capability(Topic.TAXES, is_modelled=False),
    Capability(Topic.CURRENCIES, is_modelled=False),
    Capability(Topic.OVERLAP, is_modelled=False),
    Capability(Topic.PERFORMANCE, is_modelled=False),
    Capability(Topic.TIPS, is_modelled=False, matters=_holds_tips),
    Capability(Topic.INFLATION, is_modelled=True),
    Capability(Topic.FEES, is_modelled=True),
    Capability(Topic.OTHER_INCOME, is_modelled=True),
)


def not_modelled(situation: Situation) -> list[str]:
    """In words, what has a bearing on this person and is in no figure."""
    return [one.topic.value for one in CAPABILITIES if not one.is_modelled and one.matters(situation)]


def is_modelled(topic: Topic) -> bool:
    return any(one.is_modelled for one in CAPABILITIES if one.topic is topic)
