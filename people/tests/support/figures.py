"""Print a figure of a test, such as seconds; `start.py test --faults` shows them."""


def print_figure(text):
    print(f"figure: {text}")  # noqa: T201
