"""Claims about the data and assumptions behind the figures."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
