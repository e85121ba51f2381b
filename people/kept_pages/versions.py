"""Read the data version of a person: a new one after each change of what their pages show."""

from uuid import UUID

from django.db import connection


def load_data_version(user_id: UUID) -> str:
    """Return the version of a person's data and of the shared catalogue.

    Read it before the data: a change between both then leaves new data under an old version, which nobody asks for
    again, and never old data under a new one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_version(%s)", [user_id])
        return str(cursor.fetchone()[0])
