"""Claims about risk and concentration."""

from advisors.claims.claim import Claim

KINDS: tuple[type[Claim], ...] = ()
