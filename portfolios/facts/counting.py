from decimal import Decimal

from portfolios.facts.fact import Fact


def count_fact(fact_id: str, subject: tuple[str, ...], words: str, count: int, topic: str) -> Fact:
    """A fact that is a number of things."""
    return Fact(id=fact_id, subject=subject, label=words, value=Decimal(count), unit="count", topic=topic,
                formula=f"count of {words[0].lower()}{words[1:]}")  # fmt: skip
