"""A model's reason for a classification is labelled, or left out."""

import pytest

from advisors.tagger.rationale import AI_LABEL, NO_REASON, label_rationale

NAMES = ("VTTVX", "Vanguard Target Retirement 2025 Fund")


@pytest.mark.parametrize(
    "reason",
    [
        "It holds stocks and bonds of American companies, as its issuer says.",
        "Vanguard Target Retirement 2025 Fund holds more bonds as its year comes closer.",
        "VTTVX is a fund of funds.",
    ],
)
def test_a_plain_reason_gets_a_label(reason):
    assert label_rationale(f" {reason} ", NAMES) == f"{AI_LABEL}: {reason}"


@pytest.mark.parametrize(
    "reason",
    [
        "It returned 12% a year.", "Half of it is gold.", "You should buy more of it.", "See evil.example/login.",
        "It is guaranteed to rise.", "<b>Bonds</b>", "in\u200bvisible", " ", "Long. " * 60, "It falls until 2026.",
    ],
)  # fmt: skip
def test_a_reason_that_is_no_note_is_left_out(reason):
    assert label_rationale(reason, NAMES) == NO_REASON


def test_a_name_does_not_hide_other_words():
    assert label_rationale("It is certain to rise.", ("A", "cert", "")) == NO_REASON
