"""Claims about what the money is made of."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
