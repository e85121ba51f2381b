"""What can go wrong while deploying, in words for the person at the terminal."""


class DeploymentFailed(Exception):
    """A step failed. The message says which, why, and what to do next."""
