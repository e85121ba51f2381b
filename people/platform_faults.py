"""Tell a fault of the platform, such as a database that is away or a full disk, from a fault of the work itself."""

import errno
from collections.abc import Iterator
from enum import StrEnum

from django.db import Error as DatabaseError
from django.db import connection

FULL_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT)


class PlatformFault(StrEnum):
    """What is wrong with the platform. It passes, and says nothing about the work that it interrupted."""

    DATABASE = "database"  # stopped, starting, not reachable or about to be replaced by another server
    DISK = "disk"  # of the database, or of this machine
    OVERLOAD = "overload"  # the database has no memory or no connection to spare


FAULTS_BY_SQLSTATE = {
    "08": PlatformFault.DATABASE,  # connection exceptions
    "57P01": PlatformFault.DATABASE,  # the server shuts down, or somebody ended the connection
    "57P02": PlatformFault.DATABASE,  # the server crashed
    "57P03": PlatformFault.DATABASE,  # the server starts
    "57P05": PlatformFault.DATABASE,  # the connection was idle for too long
    "25P03": PlatformFault.DATABASE,  # a stopped process held its transaction for too long
    "25006": PlatformFault.DATABASE,  # only reading: another server takes over
    "58": PlatformFault.DATABASE,  # system errors, such as one of input and output
    "53100": PlatformFault.DISK,
    "53": PlatformFault.OVERLOAD,
}
"""Faults by SQLSTATE or its class, its first two characters; a whole SQLSTATE wins."""


LOST = "_alex_connection_lost"


def record_lost_connection(error: BaseException) -> None:
    """Record on an error without SQLSTATE that its connection was lost. Only at that moment can it be told."""
    setattr(error, LOST, True)


def find_fault(error: BaseException) -> PlatformFault | None:
    """Return the fault of the platform that an error or one of its causes stands for, if any."""
    for cause in list_causes(error):
        if isinstance(cause, OSError) and cause.errno in FULL_DISK_ERRORS:
            return PlatformFault.DISK
        sqlstate = getattr(cause, "sqlstate", None)
        if isinstance(sqlstate, str):
            return FAULTS_BY_SQLSTATE.get(sqlstate) or FAULTS_BY_SQLSTATE.get(sqlstate[:2])
        is_disconnected = connection.connection is None or connection.connection.closed
        if isinstance(cause, DatabaseError) and not hasattr(cause.__cause__, "sqlstate") and is_disconnected:
            return PlatformFault.DATABASE
        if getattr(cause, LOST, False):
            return PlatformFault.DATABASE
    return None


def list_causes(error: BaseException) -> Iterator[BaseException]:
    """Return an error with its causes, and with the errors during whose handling it was raised."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
