"""Texts with the figures of facts in them, for tests of the check of pasted texts."""

import re

from advisors.pasted.check import check_figures
from advisors.tests.support.corpus_portfolios import situation
from portfolios.facts.formatting import format_fact

REFERENCE_PATTERN = re.compile(r"\[\[([\w.]+)(?:\|(\w+))?\]\]")


def fill_figures(text, facts):
    """Replace each [[fact id]] or [[fact id|style]] by the figure of the fact."""
    return REFERENCE_PATTERN.sub(lambda match: format_fact(facts[match[1]], match[2] or ""), text)


def find_reasons(person, text):
    """Return why figures of a filled text are refused, for a person of the corpus."""
    case = situation(person)
    judged = check_figures(fill_figures(text, case.facts), case.facts, case.names).judged
    return {one.reason for one in judged} - {None}
