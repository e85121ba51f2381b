"""Claims about taxes."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
