"""Find a user before anybody is known. Each function of the database returns one row, for one key that is given.

The policies show the app no user without a transaction on behalf of somebody. These functions and the sessions
(people/sign_in/sessions.py) are the only ways past them.
"""

from uuid import UUID

from people.models import User
from people.sign_in.addresses import AddressRefused, normal_address


def find_user_by_id(user_id: UUID | str) -> User | None:
    """Return the user whose id a session, a token or a message names."""
    return next(iter(User.objects.raw("SELECT * FROM user_by_id(%s)", [str(user_id)])), None)


def find_user_by_address(email: str) -> User | None:
    """Return the user with this address, in whatever form it is written, for commands."""
    try:
        address = normal_address(email)
    except AddressRefused:
        return None
    return next(iter(User.objects.raw("SELECT * FROM user_by_address(%s)", [address])), None)
