"""Authentication of people: allauth's, with users found by a function of the database."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User
from people.sign_in.lookups import find_user_by_id


class PersonBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, if they may sign in."""
        user = find_user_by_id(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
