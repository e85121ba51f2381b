"""Why an analysis ends without a result."""


class AnalysisFailed(Exception):
    """A reason that a second attempt would not change: the job fails at once, with this message.

    code: for programs. message: for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
