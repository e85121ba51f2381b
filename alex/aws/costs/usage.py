"""What a number of users does in a month, in units that AWS counts. Every assumption is named here."""

from dataclasses import dataclass
from math import exp

from advisors import team

HOURS = 730  # of a month
WEB_GB, WORKER_GB = 1769 / 1024, 3008 / 1024
PACKAGE_GB = 0.1  # the snapshot of the web function holds about as much memory


@dataclass(frozen=True)
class Assumptions:
    """Habits of a user and sizes of requests. The figures in seconds and requests are measured or rounded up."""

    visits: float = 12  # of a user in a month
    requests_per_visit: float = 40  # pages and their fragments; static files come from the edge
    request_seconds: float = 0.15
    static_files_per_visit: float = 15
    megabytes_per_visit: float = 1.5
    polls_per_analysis: float = 60  # the page of a running analysis asks once a second
    analysis_seconds: float = 60  # with a language model; the built-in writer takes two
    visit_hours: float = 0.25  # how long a visit keeps the database awake, with the 5 minutes before it sleeps
    daily_round_hours: float = 0.1
    research_round_hours: float = 0.1
    users_per_acu: float = 300  # of those who are there at the same time
    megabytes_stored: float = 5  # of a user
    mails: float = 2
    kilobytes_logged: float = 1  # by a request
    cold_starts: float = 0.02  # of the requests
    share_traced: float = 0.05
    reads_per_request: float = 20
    tokens_searched: float = 200  # of an analysis


@dataclass(frozen=True)
class Usage:
    """users, analyses: of a month, analyses per user. researches: whether the researcher reads feeds."""

    users: int
    analyses_per_user: float
    researches: bool = False
    habits: Assumptions = Assumptions()

    @property
    def visits(self) -> float:
        return self.users * self.habits.visits

    @property
    def analyses(self) -> float:
        return self.users * self.analyses_per_user

    @property
    def requests(self) -> float:
        """Return requests that reach the web function."""
        return self.visits * self.habits.requests_per_visit + self.analyses * self.habits.polls_per_analysis

    @property
    def cold_starts(self) -> float:
        return self.requests * self.habits.cold_starts

    @property
    def awake_share(self) -> float:
        """Return the share of the month in which the database is awake, if visits come at random (Poisson)."""
        visit_load = self.visits / HOURS * self.habits.visit_hours
        research_hours = HOURS / 2 * self.habits.research_round_hours if self.researches else 0
        scheduled_hours = HOURS / 24 * self.habits.daily_round_hours + research_hours
        return 1 - exp(-visit_load - scheduled_hours / HOURS)

    @property
    def acu_hours(self) -> float:
        """Return ACU hours: half a unit while the database is awake, more when many people are there."""
        at_once = self.visits / HOURS * self.habits.visit_hours
        return self.awake_share * HOURS * max(0.5, at_once / self.habits.users_per_acu)

    @property
    def tokens(self) -> tuple[float, float]:
        """Return the tokens of a month, in and out, by the typical size of an analysis."""
        typical = [spec.typical_tokens for spec in team.TEAM if spec.typical_tokens]
        return self.analyses * sum(tokens[0] for tokens in typical), self.analyses * sum(
            tokens[1] for tokens in typical
        )
