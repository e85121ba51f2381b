import pytest
from django.test import Client

from people.tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


def choose(client, **headers):
    return lambda **form: client.post("/display/", form, headers=headers)


def test_the_theme_is_kept_in_a_cookie(client: Client):
    response = choose(client, referer="http://testserver/auth/login/?next=/team/")(alex_theme="dark")
    assert response.status_code == 302
    assert response["Location"] == "http://testserver/auth/login/?next=/team/"
    cookie = response.cookies["alex_theme"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("dark", True, "Lax")
    assert b'<html lang="en" data-theme="dark">' in client.get("/auth/login/").content


@pytest.mark.parametrize("value", ["", "blue", '"><script>', "shown"])
def test_an_unknown_theme_is_the_default(client: Client, value):
    client.cookies["alex_theme"] = value
    assert b'<html lang="en">' in client.get("/auth/login/").content
    assert choose(client)(alex_theme=value).cookies["alex_theme"]["max-age"] == 0


def test_a_kept_page_follows_each_browser(alice):
    light, dark = signed_in(alice), signed_in(alice)
    dark.cookies["alex_theme"], dark.cookies["alex_amounts"] = "dark", "hidden"
    for _ in range(2):
        assert b'data-theme="dark"' in (shown := dark.get("/accounts/").content)
        assert b'<body class="hide-amounts"' in shown
        assert b"data-theme=" not in (plain := light.get("/accounts/").content)
        assert b"hide-amounts" not in plain


def test_a_choice_leads_to_no_other_site(client: Client):
    assert choose(client, referer="https://elsewhere.example/")(alex_theme="dark")["Location"] == "/"
    assert choose(client, **{"HX-Request": "true"})(alex_theme="dark").status_code == 204
    assert client.get("/display/").status_code == 405


def test_the_styleguide_is_for_staff(client: Client, as_alice, sam):
    assert client.get("/styleguide/").status_code == as_alice.get("/styleguide/").status_code == 404
    page = signed_in(sam).get("/styleguide/").content.decode()
    assert page.count('class="theme light"') == page.count('class="theme dark"') == 1
    assert page.count("#spark") > 2
