"""Passkeys, authenticator apps and sessions in Chromium, with a virtual authenticator instead of a fingerprint."""

import re

import pytest
from playwright.sync_api import expect

from alex.tests.browser.test_pages import faults
from people.tests.support.cast import PASSWORD, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
DASHBOARD = re.compile("/dashboard/$")


@pytest.fixture
def page(visitor):
    """A page whose browser has a virtual authenticator. WebAuthn needs a name, so it is opened as localhost."""
    visitor.address = visitor.address.replace("127.0.0.1", "localhost")
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return visitor.page


def sign_in(visitor):
    visitor.open(f"{visitor.address}/auth/login/")
    visitor.page.get_by_label("Email").fill("alice@example.com")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url(re.compile("/dashboard/$|/2fa/"))


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_signs_in_alone(visitor, page, alice):
    sign_in(visitor)
    visitor.open(f"{visitor.address}/auth/2fa/webauthn/add/")
    confirm(page)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    visitor.context.clear_cookies()
    visitor.open(f"{visitor.address}/auth/login/?next=/accounts/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{visitor.address}/accounts/")
    visitor.open(f"{visitor.address}/settings/security/")
    expect(page.get_by_role("heading", name="Passkey 1")).to_be_visible()
    visitor.context.clear_cookies()
    sign_in(visitor)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(DASHBOARD)
    assert visitor.complaints == []


def test_a_failed_passkey_is_reported(visitor, page, transactional_db):
    visitor.open(f"{visitor.address}/auth/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("The passkey did not work. Try again, or use another way.")


def test_an_authenticator_app_is_set_up_and_asked(visitor, page, alice):
    sign_in(visitor)
    visitor.open(f"{visitor.address}/settings/security/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    confirm(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Authenticator code").fill(totp_code(secret))
    page.get_by_role("button", name="Turn on").click()
    recovery = page.locator("pre").inner_text().split()
    visitor.context.clear_cookies()
    sign_in(visitor)
    page.get_by_label("Code").fill(recovery[0])
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(DASHBOARD)


@BOTH
def test_every_security_page_is_clean(visitor, page, alice):
    outside = ["/auth/login/code/", "/auth/password/reset/done/"]
    assert faults(visitor, [f"{visitor.address}{path}" for path in outside]) == {}
    sign_in(visitor)
    visitor.open(f"{visitor.address}/auth/2fa/webauthn/add/")
    confirm(page)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    key = alice.authenticator_set.get(type="webauthn").pk
    paths = [
        "/settings/security/", "/settings/security/again/", "/auth/reauthenticate/", "/auth/2fa/totp/activate/",
        "/auth/2fa/webauthn/add/", f"/auth/2fa/webauthn/keys/{key}/edit/", f"/auth/2fa/webauthn/keys/{key}/remove/",
        "/auth/2fa/webauthn/reauthenticate/", "/auth/2fa/recovery-codes/", "/auth/2fa/recovery-codes/generate/",
        "/auth/email/", "/auth/password/change/",
    ]  # fmt: skip
    assert faults(visitor, [f"{visitor.address}{path}" for path in paths]) == {}
