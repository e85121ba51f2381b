"""A stand-in pipeline that does what the request says, with the real lease and progress.

{"seconds": {step: how long}, "kill_at": step, "raise_at": step, "fail_at": step}, and once only: {"kill_in": step,
"kill_after": step, "freeze_at": step}
"""

import asyncio
import os
import signal
import sys
from types import ModuleType

from asgiref.sync import sync_to_async
from pydantic import Field

from advisors.budget.spending import ModelUsage
from analysis.job_kinds import REQUEST_MODELS
from analysis.jobs import progress
from analysis.jobs.errors import AnalysisFailed, LeaseLost
from analysis.payloads import Payload, SummaryPayload
from analysis.tests.support.step_outputs import OUTPUTS

PARALLEL = ("report", "charts", "retirement")
ORDER = (("prepare",), ("tag",), ("plan",), PARALLEL, ("conclude",))


class StandInRequest(Payload):
    """What the stand-in does. seconds: how long each step takes. The others name a step.

    Freezing and being killed in or after a step happen only in the first attempt.
    """

    seconds: dict[str, float] = Field(default_factory=dict)
    kill_at: str = ""
    kill_in: str = ""
    kill_after: str = ""
    freeze_at: str = ""
    raise_at: str = ""
    fail_at: str = ""


async def analyze_portfolio(lease):
    options = (await sync_to_async(lease.load)()).request_payload
    finished = (await sync_to_async(progress.load_finished_and_cost)(lease))[0]
    for names in ORDER:
        await asyncio.gather(*(step(lease, name, options) for name in names if name not in finished))
    summary = SummaryPayload(content=f"For {lease.user_id}.")
    await sync_to_async(lease.complete)(summary_payload=summary)


async def step(lease, name, options):
    await sync_to_async(progress.start)(lease, name, f"{os.getpid()} works on it")
    log_event("started", name, lease)
    if options.kill_at == name or options.kill_in == name and lease.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if options.freeze_at == name and lease.attempt == 1:
        await sync_to_async(freeze_while_writing)(lease)
    if options.raise_at == name:
        raise ZeroDivisionError("of the stand-in")
    if options.fail_at == name:
        raise AnalysisFailed("no_luck", "There was no luck.")
    message, usage = f"done by {os.getpid()} for {lease.user_id}", progress.StepUsage(ModelUsage(tokens_in=3))
    try:
        await asyncio.sleep(options.seconds.get(name, 0))
        await sync_to_async(progress.finish)(lease, name, OUTPUTS[name], message, usage)
    except (LeaseLost, asyncio.CancelledError):
        log_event("stopped", name, lease)
        raise
    log_event("finished", name, lease)
    if options.kill_after == name and lease.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def freeze_while_writing(lease):
    with lease.locked_job():
        os.kill(os.getpid(), signal.SIGSTOP)


def log_event(event, name, lease):
    """Append an event of this process to the log file, independent of the database."""
    if path := os.environ.get("STAND_IN_LOG"):
        with open(path, "a") as file:
            file.write(f"{os.getpid()} {event} {name} {lease.job_id}\n")


def build_module():
    module = ModuleType("analysis.pipeline.analysis_run")
    module.analyze_portfolio = analyze_portfolio
    return module


def replace_pipeline():
    sys.modules["analysis.pipeline.analysis_run"] = build_module()
    REQUEST_MODELS["portfolio_analysis"] = StandInRequest


def install(monkeypatch):
    """Take the place of the pipeline for one test, and return the module."""
    module = build_module()
    monkeypatch.setitem(sys.modules, "analysis.pipeline.analysis_run", module)
    monkeypatch.setitem(REQUEST_MODELS, "portfolio_analysis", StandInRequest)
    return module
