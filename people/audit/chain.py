"""Check the chain of audit events. The database writes it (people/migrations/0014_audit_chain.py).

Each event has the hash of its predecessor and its own, over all of its columns. Changing, removing or inserting an
event breaks the chain there. Removing the newest ones does not: compare the end with one that was written down.
"""

from dataclasses import dataclass

from django.db import connection

# The expression of the migration. A difference would show at once: every event would break the chain.
HASH = """
encode(sha256(convert_to(jsonb_build_array(
    e.previous_hash, e.sequence, e.id, to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.user_id,
    e.action, e.object_type, e.object_id, e.result, e.details, e.changes
)::text, 'UTF8')), 'hex')
"""
FIRST_BREAK = f"""
SELECT id, sequence, created_at, CASE
    WHEN sequence IS NULL THEN 'it is in no chain'
    WHEN sequence <> place THEN 'the event before it is missing'
    WHEN previous_hash <> before THEN 'it does not follow the event before it'
    ELSE 'it was changed'
END FROM (
    SELECT e.id, e.sequence, e.created_at, e.previous_hash, e.hash, {HASH} AS computed,
        row_number() OVER (ORDER BY e.sequence) AS place, coalesce(lag(e.hash) OVER (ORDER BY e.sequence), '') AS before
    FROM people_auditevent e
) AS links
WHERE sequence IS NULL OR sequence <> place OR previous_hash <> before OR hash <> computed
ORDER BY sequence NULLS LAST, id LIMIT 1
"""  # noqa: S608 two constants
END = "SELECT sequence, hash FROM people_auditevent WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"
CONTAINS = "SELECT EXISTS (SELECT 1 FROM people_auditevent WHERE sequence = %s AND hash = %s)"


@dataclass(frozen=True)
class ChainState:
    """events: how many the chain has. end: the hash of the newest. broken: where and why, empty if it is whole."""

    events: int
    end: str
    broken: str = ""


def check_chain(known_end: tuple[int, str] | None = None) -> ChainState:
    """Compute every hash again. known_end: number and hash of an event that must still be in the chain."""
    with connection.cursor() as cursor:
        cursor.execute(END)
        events, end = cursor.fetchone() or (0, "")
        cursor.execute(FIRST_BREAK)
        found = cursor.fetchone()
        broken = ""
        if found:
            pk, sequence, moment, reason = found
            broken = f"event {sequence or '-'} (id {pk}, {moment:%Y-%m-%d %H:%M:%S}): {reason}"
        elif known_end:
            cursor.execute(CONTAINS, known_end)
            if not cursor.fetchone()[0]:
                broken = f"event {known_end[0]} is not the one that was written down: events at the end are missing"
    return ChainState(events, end, broken)
