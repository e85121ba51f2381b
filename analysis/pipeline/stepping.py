"""A step of an analysis as a span: what is traced inside it belongs to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from agents import custom_span

from advisors.errors import ModelError
from advisors.tracing.events import STEP
from analysis.jobs.errors import AnalysisFailed


@contextmanager
def step_span(name: str) -> Iterator[None]:
    """Why it ended early is said in our own words."""
    with custom_span(STEP, {"step": str(name)}) as span:
        try:
            yield
        except BaseException as error:
            span.set_error({"message": _error_message(error), "data": {}})
            raise


def _error_message(error: BaseException) -> str:
    if isinstance(error, AnalysisFailed | ModelError):
        return error.message
    return "Something unexpected went wrong." if isinstance(error, Exception) else "It was stopped before its end."
