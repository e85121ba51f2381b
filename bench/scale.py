"""Print which limit comes first as people grow from 1 to 10,000,000, and how long an analysis waits for a worker.

Usage: python bench/scale.py

A queue of analyses in front of a number of workers is simulated: people start at random times, runs take a random time.
With exponential times that is the M/M/c queue, whose mean wait is known exactly; the script stops if the simulation is
more than 5% away from it. Load, limits and times below are assumptions or measurements, as said.
"""

import heapq
import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass

PEOPLE = (1, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
ANALYSES_PER_PERSON_AND_DAY = 0.2  # assumed
PEAK_SHARE = 0.15  # of a day's analyses, in its busiest hour: assumed
RUN_SECONDS = 60.0  # with a model: assumed; 1.8 s without one: measured
REQUESTS, TOKENS = 7, 14_000  # of one analysis to a model: measured
PAGES_PER_ANALYSIS, PAGE_SECONDS = 30, 0.15  # assumed; measured on one core
WORKER_CONNECTIONS, WEB_CONNECTIONS = 2, 1  # of the database, for each function that runs
PATIENCE_SECONDS = 30.0  # the wait of 95 of 100 analyses
SIMULATED = 200_000


@dataclass(frozen=True)
class Limit:
    """What is needed of something at the busiest hour, how much there is at first, and what raises it."""

    name: str
    need: Callable[["Load"], float]
    at_first: float
    remedy: str


@dataclass(frozen=True)
class Load:
    """The busiest hour. starts: analyses a second."""

    people: int
    starts: float
    workers: int

    @property
    def pages_at_once(self) -> float:
        return self.starts * PAGES_PER_ANALYSIS * PAGE_SECONDS


LIMITS = (
    Limit("Lambda functions at once", lambda load: load.workers + load.pages_at_once, 1_000, "ask for a higher quota"),
    Limit("workers of one queue", lambda load: load.workers, 1_000, "several queues, by user"),
    Limit("database connections", lambda load: (
        load.workers * WORKER_CONNECTIONS + load.pages_at_once * WEB_CONNECTIONS), 2_000, "RDS Proxy, then shards"),
    Limit("requests to the model a minute", lambda load: load.starts * 60 * REQUESTS, 250, "quota, several Regions"),
    Limit("tokens to the model a minute", lambda load: load.starts * 60 * TOKENS, 1_000_000, "quota, prompt caching"),
)  # fmt: skip


def main() -> None:
    check_against_closed_form()
    print(
        f"\n{'people':>12} {'starts/min':>11} {'workers':>8} {'95% wait':>9}  what is needed, of what there is at first"
    )
    for people in PEOPLE:
        starts = people * ANALYSES_PER_PERSON_AND_DAY * PEAK_SHARE / 3600
        load = Load(people, starts, workers_needed(starts))
        wait = percentile_wait(starts, load.workers)
        print(f"{people:>12,} {starts * 60:>11,.2f} {load.workers:>8,} {wait:>7.1f} s")
        print_limits(load)


def print_limits(load: Load) -> None:
    """Print the limits of which more than a tenth is needed, the tightest first."""
    for limit in sorted(LIMITS, key=lambda limit: -limit.need(load) / limit.at_first):
        used = limit.need(load) / limit.at_first
        if used > 0.1:
            need = f"{limit.need(load):,.0f} of {limit.at_first:,.0f}"
            print(f"{'':>44}{limit.name:32} {need:>24} {used:>8.0%}  {limit.remedy if used > 1 else ''}")


def workers_needed(starts: float) -> int:
    """Return the least number of workers with which 95 of 100 analyses wait no longer than PATIENCE_SECONDS."""
    workers = max(1, math.ceil(starts * RUN_SECONDS + 1e-9))
    while percentile_wait(starts, workers) > PATIENCE_SECONDS:
        workers += 1
    return workers


def percentile_wait(starts: float, workers: int, share: float = 0.95) -> float:
    """Return the wait in seconds that a share of analyses does not exceed, exactly, for the M/M/c queue."""
    spare = workers / RUN_SECONDS - starts
    if spare <= 0:
        return math.inf
    busy = erlang_c(starts * RUN_SECONDS, workers)
    return max(0.0, math.log(busy / (1 - share)) / spare) if busy > 0 else 0.0


def erlang_c(load: float, workers: int) -> float:
    """Return the chance that all workers are busy (Erlang C). load: in workers. By the recursion of Erlang B."""
    blocked = 1.0
    for number in range(1, workers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / workers * (1 - blocked))


def simulate_mean_wait(starts: float, workers: int, seed: int) -> float:
    """Return the mean wait of SIMULATED analyses, first come, first served."""
    dice, now, waited = random.Random(seed), 0.0, 0.0
    free_at = [0.0] * workers
    for _ in range(SIMULATED):
        now += dice.expovariate(starts)
        begin = max(now, heapq.heappop(free_at))
        waited += begin - now
        heapq.heappush(free_at, begin + dice.expovariate(1 / RUN_SECONDS))
    return waited / SIMULATED


def check_against_closed_form() -> None:
    print(f"{'workers':>8} {'busy':>5} {'simulated':>10} {'exact':>8}   mean wait in seconds, {SIMULATED:,} analyses")
    for workers, busy in ((1, 0.5), (5, 0.8), (20, 0.9), (100, 0.95)):
        starts = workers * busy / RUN_SECONDS
        exact = erlang_c(workers * busy, workers) / (workers / RUN_SECONDS - starts)
        simulated = sum(simulate_mean_wait(starts, workers, seed) for seed in range(8)) / 8
        print(f"{workers:>8} {busy:>5.0%} {simulated:>10.2f} {exact:>8.2f}")
        if abs(simulated / exact - 1) > 0.05:
            sys.exit("The simulation is more than 5% away from the exact mean wait.")


if __name__ == "__main__":
    main()
