"""How far a new person has come: about you, what you own, your goal."""

from dataclasses import dataclass

from portfolios.models import Profile


@dataclass(frozen=True)
class FirstSteps:
    """current: the step that is open, 1 to 3."""

    has_you: bool
    has_accounts: bool
    has_goal: bool
    current: int

    @property
    def done(self) -> int:
        return sum((self.has_you, self.has_accounts, self.has_goal))


def find_steps(profile: Profile, *, has_accounts: bool, asked: str) -> FirstSteps:
    """Return the steps with the one asked for open, else the first that is not done."""
    done = (profile.birth_year is not None, has_accounts, profile.target_retirement_income is not None)
    first = next((place for place, is_done in enumerate(done, start=1) if not is_done), len(done))
    return FirstSteps(*done, current=int(asked) if asked in ("1", "2", "3") else first)
