"""Build facts for tests from their ids."""

from decimal import Decimal

from portfolios.facts.fact import Fact


def fact_of(fact_id, *subject, value, **fields):
    """Return a fact with this id, about these subjects. Its label is its first subject unless `fields` has one."""
    family, *of, measure = fact_id.split(".")
    number = None if value is None else Decimal(value)
    fields = {"label": subject[0], **fields}
    return Fact(family=family, measure=measure, of="".join(of), subject=subject, value=number, **fields)
