from typing import Any

from people import acting_as
from people.models import User
from portfolios.models import Profile


def create_profile(*, instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever signs up has a profile from then on; its defaults stand on the model and count as assumed."""
    if created and not raw:
        with acting_as(instance.pk):
            Profile.objects.create(user=instance)
