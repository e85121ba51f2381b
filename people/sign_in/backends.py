"""Authentication of people: allauth's, with users found by a function of the database."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class PersonBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, if they may sign in."""
        user = User.objects.find_by_id(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
