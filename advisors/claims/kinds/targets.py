"""Claims about the mix against its targets."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
