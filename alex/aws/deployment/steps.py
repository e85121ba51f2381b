"""Steps of a deployment: printed before they run, or only printed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alex.aws.deployment.errors import DeploymentFailed, explain_aws_errors


@dataclass(frozen=True)
class Step:
    """title: what the step does. details: what it changes, for --dry-run. run: does it and returns a result."""

    title: str
    details: str
    run: Callable[[], str]


def run_steps(steps: Iterable[Step], *, dry_run: bool, write: Callable[[str], object]) -> None:
    """Run the steps in order and print each, or only print them. Raises DeploymentFailed with the title of the step."""
    listed = list(steps)
    for number, step in enumerate(listed, 1):
        write(f"[{number}/{len(listed)}] {step.title}")
        if dry_run:
            write(f"        would {step.details}")
            continue
        started = time.monotonic()
        try:
            with explain_aws_errors():
                result = step.run()
        except DeploymentFailed as error:
            raise DeploymentFailed(f"Step {number}, {step.title}: {error}") from error
        write(f"        {result} ({time.monotonic() - started:.0f} s)")
