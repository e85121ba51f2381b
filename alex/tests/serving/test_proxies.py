"""What a proxy says counts only if the proxy is ours."""

import pytest

from alex.serving.proxies import TrustedProxies, parse_networks

OURS = ("127.0.0.1", "10.0.0.0/8", "fd00::/8")


def seen(remote, networks=OURS, **headers):
    """Return what the application sees of a request from this address."""
    environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    TrustedProxies(lambda environ, start: [], parse_networks(networks))(environ, lambda *_: None)
    return environ


def test_a_stranger_sets_neither_scheme_nor_address():
    headers = ("x_forwarded_for", "x_forwarded_proto", "x_forwarded_host", "x_forwarded_port", "forwarded", "x_real_ip")
    environ = seen("198.51.100.7", **dict.fromkeys(headers, "https"))
    assert environ == {"REMOTE_ADDR": "198.51.100.7", "wsgi.url_scheme": "http"}


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.1.2.3", "fd00::1"])
def test_our_proxy_sets_both(proxy):
    environ = seen(proxy, x_forwarded_for="198.51.100.7", x_forwarded_proto="https")
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("198.51.100.7", "https")
    assert environ["HTTP_X_FORWARDED_PROTO"] == "https"


@pytest.mark.parametrize(
    ("hops", "client"),
    [
        ("1.2.3.4, 198.51.100.7", "198.51.100.7"),  # a client that sent the header itself
        ("198.51.100.7, 10.0.0.9", "198.51.100.7"),  # two proxies of ours
        ("10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("2001:db8::1", "2001:db8::1"),
        ("not an address", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_stranger(hops, client):
    assert seen("127.0.0.1", x_forwarded_for=hops)["REMOTE_ADDR"] == client


def test_the_nearest_proxy_names_the_scheme():
    assert seen("127.0.0.1", x_forwarded_proto="https, http")["HTTP_X_FORWARDED_PROTO"] == "http"
    assert seen("127.0.0.1", x_forwarded_proto="gopher")["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize("remote", ["", "unix:", "127.0.0.1"])
def test_without_configuration_nobody_is_trusted(remote):
    assert "HTTP_X_FORWARDED_PROTO" not in seen(remote, networks=(), x_forwarded_proto="https")


def test_a_wrong_network_stops_the_start():
    with pytest.raises(ValueError, match="does not appear"):
        parse_networks(["proxy.example.com"])
