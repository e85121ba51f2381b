"""Run a round of research with the models of this installation, and send its trace to Langfuse if that is set up."""

from collections.abc import Sequence
from functools import partial

from django.utils import timezone

from advisors.researcher.round import RoundResult, run_round
from analysis.usage.model_settings import langfuse_projects
from analysis.usage.model_terms import system_terms


def run_research_round(*, topic: str = "", symbols: Sequence[str] = ()) -> RoundResult:
    """Run a round about public articles. topic, symbols: read only articles about these. Raises UnknownFeedError."""
    run = partial(run_round, now=timezone.now(), load_terms=system_terms, topic=topic, symbols=symbols)
    if not langfuse_projects().is_ready:
        return run()
    from analysis.trace.langfuse_research import watched_round

    return watched_round(run)
