import pytest

from analysis.tests.support.alices_portfolio import alice_owns_the_demo
from analysis.tests.support.good_model import agree, playing
from analysis.tests.support.langfuse_server import langfuse
from analysis.tests.support.model_runs import run_analysis
from analysis.worker import tasks
from people.models import ConsentPurpose


@pytest.fixture
def analyze_with_langfuse(alice, settings, monkeypatch):
    """Return a function that analyzes Alice's demo portfolio with a stub model and a stub of Langfuse.

    It returns the job and the stub of Langfuse. Alice agreed to these purposes.
    """

    def analyze(*, mask=(), agrees=ConsentPurpose, prepare=None, play=None):
        alice_owns_the_demo(alice)
        settings.LANGFUSE_MASK = list(mask)
        if prepare:
            prepare()
        with langfuse(settings) as stub, playing("openai", settings, monkeypatch, play):
            agree(alice, agrees)
            job = run_analysis(alice)
            tasks.flush_langfuse()
            return job, stub

    return analyze
