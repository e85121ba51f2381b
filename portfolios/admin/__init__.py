"""What staff look after, and what of people's they may look at."""

from portfolios.admin import holdings, instruments, prices

__all__ = ["holdings", "instruments", "prices"]
