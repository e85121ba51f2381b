"""Requests that made servers fail: bad methods, headers, cookies, queries and bodies, by name."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from alex.serving.charsets import make_readable
from alex.tests.support.routes import ID, OF_OTHERS, address, routes
from people.models import User
from portfolios.models import Account, PriceQuote
from portfolios.tests.support.stored_rows import owned_models

HUGE = "9" * 30
JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
STATIC_PATHS = (
    "static/css/components.css",
    "static/..%2f..%2fmanage.py",
    "static/%00",
    "static/%ff.css",
    "%00",
    "nowhere/%ff",
)
IDS = ("%00", "a%00b", HUGE, "-1", "%F0%9F%92%B0", "%ED%A0%80", "'", "a" * 3_000, "%25s", "..", "_0A")
"""Ids in a path, as they are sent."""

QUERIES = [
    "cursor=cD0lMDA%3D", "cursor=cD1hYmM%3D", "cursor=cD05OTk5OTk5OTk5OTk5", "cursor=bz0xMCoqMzA%3D", "cursor=%FF",
    "cursor=" + "A" * 5_000, "cursor=cD0wMDAxLTAxLTAx", "cursor=cD0yMDI0LTAxLTAxJnI9MQ%3D%3D", "cursor=%C3%A9",
    f"page={HUGE}", f"page_size={HUGE}", "page=-1", "page=%00", f"p={HUGE}", "p=-1", f"o={HUGE}", "o=-1.x.%00", "o=%00",
    "object_type=%00", "object_type=x", "q=%00", "q=" + "x%20" * 3_000, "_to_field=%00", "_to_field=id", "_popup=%00",
    "e=1", "all=", "user__id__exact=%00", f"user__id__exact={HUGE}", "user__id__exact=x", "id__in=1,x,%00",
    "created_at__gte=x", f"created_at__year={HUGE}", "created_at__month=13", f"id={HUGE}", "password__startswith=p",
    "is_staff__exact=x", "is_active__isnull=x", "app_label=%00&model_name=x&field_name=y",
    "app_label=portfolios&model_name=position&field_name=account&term=%00", "_changelist_filters=%00%FF",
    "next=http://[", "next=%00", "next=%5C%5Cx", "next=//" + "x" * 5_000, "tab=%00", "tab=trace&span=%00", "tab=zzz",
    "search=%00", "search=%ED%A0%80", "symbol=%00", "symbol=" + "A" * 5_000, "name=%00", "format=%00", "lang=%00",
    "after=%00", f"seen={HUGE}", "a=1&" * 1_500, "%", "%zz=%zz", "=&=", "key=\u00e9", f"years={HUGE}", "amount=NaN",
]  # fmt: skip

COOKIES = [
    'session="a\\000bcdefgh"', 'session="\\377\\376aaaaaaaa"', "session=" + "s" * 9_000, "session=\u00e9\u00e9aaaaaa",
    'csrftoken="\\000"', "csrftoken=x", "csrftoken=" + "x" * 9_000, 'messages="\\000"', "messages=[[", "messages=x:y:z",
    "messages=" + "[" * 4_000, "sessionid=%00", 'a="\\000"', "=;;=", "a" * 9_000, "\xff=\xfe", "session=; session=a",
]  # fmt: skip
"""The names of the cookies of session and CSRF token are put in."""

HEADERS = [
    {"Accept": ";;;"}, {"Accept": "*/*;q=zz"}, {"Accept": "a/" * 3_000},
    {"Accept": "application/json; indent=999999999"},
    {"Accept-Language": "\xff-" * 2_000}, {"Accept-Encoding": "gzip;q=x"}, {"Host": "[::1"}, {"Host": "a b"},
    {"Host": "localhost:99999999"}, {"Host": "x" * 500}, {"X-Forwarded-Host": "\xff"}, {"X-Forwarded-Proto": "\x00"},
    {"X-Forwarded-For": "\x00, x"}, {"Authorization": "Bearer \xff\xfe"}, {"Authorization": "Bearer a.b.c"},
    {"Authorization": "Bearer alex_" + "x" * 4_000}, {"Authorization": "Bearer alex_\xff"}, {"Authorization": "Bearer"},
    {"Authorization": "Basic \xff"}, {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}, {"Authorization": "\x00"},
    {"X-Session-Token": "\x00"}, {"X-Session-Token": "\xff"}, {"X-Session-Token": "a" * 5_000},
    {"Idempotency-Key": "\xff"}, {"Idempotency-Key": "k" * 5_000}, {"Idempotency-Key": "\x00"},
    {"HX-Request": "true", "HX-Current-URL": "http://["}, {"HX-Request": "true", "HX-Current-URL": "//[\xff"},
    {"HX-Request": "true", "HX-Current-URL": "%ED%A0%80", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"HX-Request": "true", "HX-Trigger": "\x00", "HX-Target": "\xff"}, {"HX-Request": "true", "Triggering-Event": "{"},
    {"Referer": "http://["}, {"Origin": "http://["}, {"Origin": "null"}, {"Cookie": "\x00"},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"}, {"If-None-Match": '"' * 3_000}, {"Range": "bytes=-"},
    {"Range": f"bytes={HUGE}-{HUGE}"}, {"Range": "bytes=5-1"}, {"X-CSRFToken": "\xff" * 500},
    {"User-Agent": "\x00\xff"},
    {"X-HTTP-Method-Override": "\x00"}, {"Content-Length": "abc"}, {"Content-Length": "-5"}, {"Content-Length": HUGE},
]  # fmt: skip

TEXTS = ("\x00", "\ud800", "\U0010ffff", "x" * 70_000, "a@\x00.example", "e\u0301" * 400, "٣", "\u202e", "[" * 500)
FIELDS = (
    "email", "password", "login", "password1", "password2", "key", "code", "name", "symbol", "q", "action", "version",
    "account_name", "csrfmiddlewaretoken", "next", "phone", "token", "provider", "id", "index", "_selected_action",
    "seen",
)  # fmt: skip
VALUES = (
    10**30, -(10**30), 1e308, True, None, [], {}, ["x"], {"x": "\x00"}, 2**63, *TEXTS,
)  # fmt: skip
PART = "--b\r\nContent-Disposition: form-data"
BODIES = [
    *((JSON, json.dumps(dict.fromkeys(FIELDS, value))) for value in VALUES),
    *((JSON, json.dumps(value)) for value in VALUES),
    *((FORM, urlencode(dict.fromkeys(FIELDS, text.encode("utf-8", "surrogatepass")))) for text in TEXTS),
    (JSON, "[" * 100_000), (JSON, '{"a":' * 50_000), (JSON, '{"email": ' + "[" * 900 + "]" * 900 + "}"),
    (JSON, '{"email": ' + "9" * 5_000 + "}"), (JSON, "-" + "9" * 5_000), (JSON, '{"x": 1e999, "y": NaN}'),
    (JSON, b"\xff\xfe\x00"), (JSON, b'\xef\xbb\xbf{"a": 1}'), (JSON, "{"), (JSON, ""), (JSON, '{"a": 1, "a": 2}'),
    (JSON, '{"\\ud800": 1}'), (JSON, '{"\\u0000": 1}'), (JSON, '{"__proto__": {}, "email": {"$ne": 1}}'),
    (JSON + "; charset=utf-16", '{"a": 1}'), (JSON + "; charset=nowhere", '{"a": 1}'),
    (JSON, "[[" + "1," * 90_000 + "1]]"),
    (FORM + "; name*=nowhere''x", "a=1"),
    (FORM + "; charset=utf-7", "a=+AAA-"), (FORM + "; charset=nowhere", "a=1"), (FORM, "a=1&" * 3_000),
    (FORM, b"%ff=\xff"),
    (FORM, '{"email": "a@b.example"}'), ("text/plain", "\x00"), ("", "x"), ("\xff/\xff", "x"),
    ("application/xml", "<a>"),
    ("multipart/form-data", "x"), ("multipart/form-data; boundary=", "x"), ("multipart/form-data; boundary=\xff", "x"),
    (MULTIPART, "--b"), (MULTIPART, "--b\r\n\r\n"), (MULTIPART, "--b--"),
    (MULTIPART, '--b\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nx\r\n--b--\r\n'),
    (MULTIPART, '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n\x00\r\n--b--\r\n'),
    (MULTIPART, "--b\r\nContent-Disposition: form-data; name*=utf-8''%FF; filename*=x'y'%00\r\n\r\nx\r\n--b--\r\n"),
    (MULTIPART, f'{PART}; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--\r\n'),
    (MULTIPART, f'{PART}; name="f"; filename="a"\r\nContent-Type: \xff; charset=z\r\n\r\nx'),
    (MULTIPART, f'{PART}; name="a"\r\n\r\nx\r\n' * 1_200 + "--b--\r\n"),
]  # fmt: skip

METHODS = (
    "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", "\xff", "X" * 99,
)  # fmt: skip


@dataclass(frozen=True)
class Bad:
    """What is bad about a request, apart from its address. query: added to it."""

    method: str = "GET"
    query: str = ""
    body: str | bytes = b""
    content_type: str = ""
    headers: dict[str, str] | None = None
    cookie: str = ""

    def send(self, client, url):
        """Send it, and return the answer. A cookie takes the place of the client's own."""
        body = self.body.encode("utf-8", "surrogatepass") if isinstance(self.body, str) else self.body
        content_type = make_readable(self.content_type)  # as alex.wsgi does
        extra = {}
        if self.cookie:
            named = self.cookie.replace("session=", f"{settings.SESSION_COOKIE_NAME}=", 1)
            named = named.replace("csrftoken=", f"{settings.CSRF_COOKIE_NAME}=")
            extra["HTTP_COOKIE"] = named.encode().decode("latin-1")
        address = f"{url}?{self.query}" if self.query else url
        return client.generic(self.method, address, body, content_type=content_type, headers=self.headers, **extra)


TABLE = [
    *(Bad(method=method) for method in METHODS), *(Bad(query=query) for query in QUERIES),
    *(Bad(cookie=cookie) for cookie in COOKIES), *(Bad(headers=headers) for headers in HEADERS),
    *(Bad("POST", content_type=kind, body=body) for kind, body in BODIES),
]  # fmt: skip


def fill_path(path, user):
    """Fill in a library's path with ids. Objects of the admin are this user's."""
    plain = re.sub(r"\(\?P<app_label>[^)]*\)", "portfolios", path)
    if model := re.match(r"admin/(\w+)/(\w+)/<path:object_id>", path):
        plain = plain.replace("<path:object_id>", str(key_of(apps.get_model(*model.groups()), user)))
    plain = plain.replace("<path:content_type_id>", str(ContentType.objects.get_for_model(Account).pk))
    plain = plain.replace("<path:object_id>", str(user.accounts.get().pk)).replace("<id>", str(user.pk))
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "1", plain).replace("^", "").replace("$", "")


def key_of(model, user):
    """Return the key of this user's row, else of any row, else 1."""
    owner_field = {**dict(owned_models()), User: "pk", PriceQuote: "instrument__owner"}.get(model)
    rows = model.objects.filter(**{owner_field: user.pk}) if owner_field else model.objects
    return rows.values_list("pk", flat=True).first() or 1


def addresses(rows, user):
    """Return every address of the product, of allauth and of the admin, with this user's ids."""
    paths = [path for path in routes() if "\\Z" not in path]
    found = [fill_path(path, user) if path.startswith(OF_OTHERS) else address(path, rows) for path in paths]
    return [*dict.fromkeys(found), *(f"/{path}" for path in STATIC_PATHS)]


def addresses_with_bad_ids():
    """Return every address that has an id, with each bad one."""
    slot = re.compile(r"<[^>]*>(?:\(\?P<\w+>[^)]*\))?|\(\?P<\w+>[^)]*\)|\*")
    for path in routes():
        if ID in path or "<" in path:
            for bad in IDS:
                yield "/" + slot.sub(lambda _, bad=bad: bad, path).replace("^", "").replace("$", "").replace("\\Z", "")
