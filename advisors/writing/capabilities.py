"""What the model includes and what it leaves out. Sentences about its limits are written from these flags."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from advisors.writing.case import Situation


class ModelTopic(Enum):
    """A topic, by its name in the report."""

    TAXES = "taxes"
    CURRENCIES = "other currencies"
    OVERLAP = "overlap between funds"
    PERFORMANCE = "your past performance"
    TIPS = "the inflation link of TIPS, which are simulated as nominal with a volatility of their own"
    INFLATION = "inflation"
    FEES = "fund fees"
    OTHER_INCOME = "other income in retirement"


@dataclass(frozen=True)
class Capability:
    """One topic. applies_to: returns whether it matters for this person."""

    topic: ModelTopic
    is_modelled: bool
    applies_to: Callable[[Situation], bool] = lambda situation: True


CAPABILITIES = (
    Capability(ModelTopic.TAXES, is_modelled=False),
    Capability(ModelTopic.CURRENCIES, is_modelled=False),
    Capability(ModelTopic.OVERLAP, is_modelled=False),
    Capability(ModelTopic.PERFORMANCE, is_modelled=False),
    Capability(
        ModelTopic.TIPS,
        is_modelled=False,
        applies_to=lambda s: any("us_tips" in (instrument.return_mix or {}) for instrument, _ in s.portfolio.holdings),
    ),
    Capability(ModelTopic.INFLATION, is_modelled=True),
    Capability(ModelTopic.FEES, is_modelled=True),
    Capability(ModelTopic.OTHER_INCOME, is_modelled=True),
)


def list_unmodelled_topics(situation: Situation) -> list[str]:
    """Return the names of the topics that matter for this person and are not modelled."""
    return [one.topic.value for one in CAPABILITIES if not one.is_modelled and one.applies_to(situation)]


def is_modelled(topic: ModelTopic) -> bool:
    return any(one.is_modelled for one in CAPABILITIES if one.topic is topic)
