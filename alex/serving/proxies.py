"""Believe what a proxy says about a request only if the proxy is one of ours (TRUSTED_PROXIES)."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from alex.serving.bodies import Application, Environ, StartResponse

Network = IPv4Network | IPv6Network
FORWARDED = "HTTP_X_FORWARDED_"
HEADERS = (
    f"{FORWARDED}FOR",
    f"{FORWARDED}PROTO",
    f"{FORWARDED}HOST",
    f"{FORWARDED}PORT",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


def parse_networks(words: Iterable[str]) -> tuple[Network, ...]:
    """Parse addresses and networks. Raises ValueError."""
    return tuple(ip_network(word, strict=False) for word in words)


class TrustedProxies:
    """Set client address and scheme from the headers of a trusted proxy, and drop such headers of anybody else.

    The client is the last address in X-Forwarded-For that is not a proxy of ours: what stands before it, the client
    itself may have sent.
    """

    def __init__(self, application: Application, networks: Sequence[Network]) -> None:
        self.application = application
        self.networks = networks

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_ours(environ.get("REMOTE_ADDR", "")):
            for name in HEADERS:
                environ.pop(name, None)
            return self.application(environ, start_response)
        hops = [hop.strip() for hop in environ.get(f"{FORWARDED}FOR", "").split(",") if hop.strip()]
        client = next((hop for hop in reversed(hops) if not self._is_ours(hop)), hops[0] if hops else "")
        if _is_address(client):
            environ["REMOTE_ADDR"] = client
        scheme = environ.get(f"{FORWARDED}PROTO", "").rpartition(",")[2].strip()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = environ[f"{FORWARDED}PROTO"] = scheme
        return self.application(environ, start_response)

    def _is_ours(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
