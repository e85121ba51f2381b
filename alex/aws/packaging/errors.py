"""What can go wrong while a package is built."""


class PackagingFailed(Exception):
    """A package could not be built. The message says what to do."""
