"""The normal form of email addresses."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.sign_in.addresses import NORMAL_FORM, AddressRefused, new_address, normal_address

FORMS = {
    "alice@example.com": "alice@example.com",
    " Alice@EXAMPLE.com ": "alice@example.com",
    "\u017ftaff@example.com": "staff@example.com",
    "\u212aim@example.com": "kim@example.com",
    "\uff41lice\uff20\uff45xample\u3002com": "alice@example.com",
    "anna@B\u00fccher.example": "anna@xn--bcher-kva.example",
    "anna@bu\u0308cher.example": "anna@xn--bcher-kva.example",
    "anna@stra\u00dfe.example": "anna@xn--strae-oqa.example",
    "anna@XN--BCHER-KVA.example": "anna@xn--bcher-kva.example",
    "o'neil+tag@example.com": "o'neil+tag@example.com",
    "alex@localhost": "alex@localhost",
}
WITHOUT = [
    "al\u0131ce@example.com", "\u0430lice@example.com", "al\u0130ce@example.com", "ali\u200bce@example.com",
    "a b@example.com", "a\0b@example.com", "a\nb@example.com", "a@b@example.com", "@example.com", "alice@", "alice", "",
    "alice@exa mple.com", "alice@example.com.", "alice@\u2603.example", "alice@\ud800.example", "a" * 250 + "@b.de",
    "alice@" + "\u00fc" * 250,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "stored"), FORMS.items())
def test_an_address_has_one_normal_form(typed, stored):
    assert normal_address(typed) == stored
    assert normal_address(stored) == stored


@pytest.mark.parametrize("typed", WITHOUT)
def test_some_text_has_no_normal_form(typed):
    with pytest.raises(AddressRefused):
        normal_address(typed)


@pytest.mark.parametrize("typed", ["Alice@Example.com", "anna@B\u00fccher.example", "anna@stra\u00dfe.example"])
def test_a_new_address_may_have_capitals(typed):
    assert new_address(typed) == normal_address(typed)


@pytest.mark.parametrize(
    "typed", ["\u017ftaff@example.com", "\u212aim@example.com", "alice@\uff45xample.com", *WITHOUT]
)
def test_a_new_address_is_not_a_look_alike(typed):
    with pytest.raises(AddressRefused):
        new_address(typed)


def test_a_long_text_is_refused_at_once():
    with pytest.raises(AddressRefused):
        normal_address("\ufdfa" * 1_000_000 + "@example.com")


LOOK_ALIKE_DOMAINS = [
    "ex\u0430mple.com", "\u0435\u0445\u0430\u043cple.com", "\u0430\u0440\u0440\u04cf\u0435.com", "g\u0131thub.com",
    "g\u0131th\u00fcb.com", "xn--80ak6aa92e.com", "xn--gthub-n4a.com", "XN--EXMPLE-4NF.com", "mail.xn--exmple-4nf.com",
    "example.xn--80ak6aa92e", "\u03bf\u03bf\u03bf.com", "ex\u0251mple.com", "xn--zz.com", "xn--.com",
]  # fmt: skip
HONEST_DOMAINS = [
    "b\u00fccher.example", "espa\u00f1a.example", "\u043f\u043e\u0447\u0442\u0430.\u0440\u0444",
    "\u4f8b\u5b50.\u6d4b\u8bd5",
    "\u65e5\u672c\u8a9e\u30bfabc.jp", "\ud55c\uad6d.kr", "xn--bcher-kva.example", "\u03b1\u03b8\u03ae\u03bd\u03b1.gr",
    "r\u00f8dgr\u00f8d.dk", "\u0142\u00f3d\u017a.pl", "my-bank.example", "ex--ample.com",
]  # fmt: skip


@pytest.mark.parametrize("domain", LOOK_ALIKE_DOMAINS)
def test_a_domain_may_not_look_like_another(domain):
    with pytest.raises(AddressRefused):
        new_address(f"alice@{domain}")


@pytest.mark.parametrize("domain", HONEST_DOMAINS)
def test_a_domain_of_any_language_is_accepted(domain):
    assert new_address(f"alice@{domain}") == normal_address(f"alice@{domain}")


WORDS = st.text("aZ09.+_-' \u017f\u00df\u00fc\u0430\u212a\uff41\u200b\ud800", max_size=9)
"""Letters that have another form or look like others, and some that no address may have."""


@given(
    st.one_of(
        st.text(max_size=40), st.builds("{}@{}".format, st.text(max_size=9), st.text(max_size=9)),
        st.builds("{}@{}.{}".format, WORDS, WORDS, st.sampled_from(["com", "example", "xn--p1ai", "\u0440\u0444"])),
    )
)  # fmt: skip
def test_any_text_is_refused_or_has_a_stable_form(typed):
    with contextlib.suppress(AddressRefused):
        normal = normal_address(typed)
        assert normal_address(normal) == normal
        assert re.fullmatch(NORMAL_FORM, normal)
        # a domain that looks like another has a normal form, but cannot be registered
        assert new_address(normal) == normal
