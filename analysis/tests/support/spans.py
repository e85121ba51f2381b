"""What the tests read from the spans of a job."""

from advisors.budget.spending import ModelUsage

STEPS = {"prepare", "tag", "plan", "report", "charts", "retirement", "conclude"}


def decisions(job):
    return list(job.spans.filter(kind="decision").values_list("name", flat=True))


def usage(rows):
    """Return the summed tokens and cost of spans or steps."""
    total = sum((row.spent for row in rows), ModelUsage())
    return total.tokens, total.cost_usd
