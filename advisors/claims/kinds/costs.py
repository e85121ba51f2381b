"""Claims about what the funds cost."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
