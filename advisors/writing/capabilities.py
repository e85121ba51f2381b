"""What the figures take in and what they leave out. Whatever is said of either is written from these flags."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from advisors.writing.case import Situation


class ModelTopic(Enum):
    TAXES = "taxes"
    CURRENCIES = "other currencies"
    OVERLAP = "overlap between funds"
    PERFORMANCE = "your past performance"
    TIPS = "the inflation link of TIPS, which are simulated as nominal with a volatility of their own"
    INFLATION = "inflation"
    FEES = "fund fees"
    OTHER_INCOME = "other income in retirement"


def _applies_to_everyone(situation: Situation) -> bool:
    return True


def _holds_tips(situation: Situation) -> bool:
    return any("us_tips" in (instrument.return_mix or {}) for instrument, _ in situation.portfolio.holdings)


@dataclass(frozen=True)
class Capability:
    """matters: whose portfolio it has a bearing on."""

    topic: ModelTopic
    is_modelled: bool
    applies_to: Callable[[Situation], bool] = _applies_to_everyone


CAPABILITIES = (
    Capability(ModelTopic.TAXES, is_modelled=False),
    Capability(ModelTopic.CURRENCIES, is_modelled=False),
    Capability(ModelTopic.OVERLAP, is_modelled=False),
    Capability(ModelTopic.PERFORMANCE, is_modelled=False),
    Capability(ModelTopic.TIPS, is_modelled=False, applies_to=_holds_tips),
    Capability(ModelTopic.INFLATION, is_modelled=True),
    Capability(ModelTopic.FEES, is_modelled=True),
    Capability(ModelTopic.OTHER_INCOME, is_modelled=True),
)


def list_unmodelled_topics(situation: Situation) -> list[str]:
    """In words, what has a bearing on this person and is in no figure."""
    return [one.topic.value for one in CAPABILITIES if not one.is_modelled and one.applies_to(situation)]


def is_modelled(topic: ModelTopic) -> bool:
    return any(one.is_modelled for one in CAPABILITIES if one.topic is topic)
