"""Hide amounts in the text of pages, for a browser that chose so: in prose, tables, letters and titles."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from alex.requests.display import AMOUNTS, shown_choice
from portfolios.currencies import CURRENCIES

CODES = "|".join(CURRENCIES)
AMOUNT = re.compile(
    r"[-+−]?\$\s?[0-9][0-9,]*(?:\.[0-9]+)?(?:\s?(?:[KM]|million|billion)\b)?"
    rf"|(?<![0-9,.])(?:(?<!\w)[-+−])?[0-9][0-9,]*(?:\.[0-9]+)?(?:[KMk]|\smillion)?\s(?:{CODES})\b"
)
"""Dollars, and amounts before the code of another currency, with their unit."""
TAG = re.compile(r"<[^<>]*>")
NOT_TEXT = ("script", "style", "textarea", "option")
"""Elements whose text is not shown as text, or cannot hold a mark."""
KEPT = (*NOT_TEXT, "title", "text")
MASKED = "$•••"


class HiddenAmountsMiddleware:
    """Mark each amount in an HTML page as money, which the page blurs. Titles, which cannot blur, get dots instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and shown_choice(request, AMOUNTS):
            response.content = hide_amounts(response.content.decode())
        return response


def hide_amounts(html: str) -> str:
    """Return the HTML with every amount in its text marked. Text of drawings is marked where it is drawn."""
    parts, last, inside = [], 0, ""
    for tag in TAG.finditer(html):
        parts += [mark_text(html[last : tag.start()], inside), tag[0]]
        name = tag[0][1:-1].partition(" ")[0].partition("\n")[0].lower()
        if not inside and name in KEPT:
            inside = name
        elif name == f"/{inside}":
            inside = ""
        last = tag.end()
    return "".join([*parts, mark_text(html[last:], inside)])


def mark_text(text: str, inside: str) -> str:
    """Mark the amounts of one piece of text. inside: the element that keeps it from being marked, if any."""
    if (inside and inside != "title") or not text or text.isspace():
        return text
    return AMOUNT.sub(MASKED if inside == "title" else lambda found: f'<span class="money">{found[0]}</span>', text)
