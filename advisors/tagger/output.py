"""The classification as its step stores it."""

from advisors.runtime.step_output import Output


class TagOutput(Output):
    """classified: the symbols that got a proposal."""

    classified: list[str]


OUTPUTS = {"tag": TagOutput}
