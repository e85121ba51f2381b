"""Keys of every known kind are found and masked, wherever they are in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.safety.masking import KEY_PATTERNS, MASK, has_secret, mask_secrets

PATTERNS = [pattern for _, pattern in KEY_PATTERNS]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:20])
@given(data=st.data())
def test_a_key_of_each_kind_is_masked(pattern, data):
    matched = data.draw(st.from_regex(pattern))
    assert has_secret(matched, ())
    assert MASK in mask_secrets(matched)


@pytest.mark.parametrize(
    "text",
    [
        "The sk-8 bus, pk_1 and hf-2.", "https://example.com/a:b", "Bearer of good news", "alex_report_2026",
        "A share of ASIA funds", "-----BEGIN CERTIFICATE-----",
    ],
)  # fmt: skip
def test_ordinary_words_are_left_alone(text):
    assert mask_secrets(text) == text and not has_secret(text, ())


def test_a_given_secret_is_masked_by_value():
    assert mask_secrets("It is correct horse.", ["correct horse"]) == f"It is {MASK}."
    assert mask_secrets("It is short.", ["short"]) == "It is short."
