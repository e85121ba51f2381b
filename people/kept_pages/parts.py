"""The parts of a page that are kept, and the marks that stand in them for what is new on each view."""

import secrets
import uuid

from django.template import Context, NodeList
from django.utils.safestring import SafeString, mark_safe

from people.kept_pages.store import Parts

PER_VIEW = ("csrf_token", "start_key")
"""Names in templates: the token of forms, and the key that makes a double click start one analysis."""
MARKS = {name: f"{name}-{secrets.token_hex(16)}" for name in PER_VIEW}
"""Random, so that no text of a person can be one."""


def values_of_this_view() -> dict[str, object]:
    """Return what a kept page needs in the context of its layout. The token of forms is there already."""
    return {"start_key": uuid.uuid4()}


class PageParts:
    """The parts of one view's page: recorded while the page is rendered, or taken from `kept`."""

    def __init__(self, kept: Parts | None = None) -> None:
        self.parts: dict[str, str] = dict(kept or {})
        self.may_be_kept = True

    def render(self, name: str, nodes: NodeList, context: Context) -> SafeString:
        """Return a part with what is new on this view. Render and record it if it is not there yet."""
        if name not in self.parts:
            with context.push(**MARKS):
                self.parts[name] = str(nodes.render(context))
        text = self.parts[name]
        for key, mark in MARKS.items():
            if mark in text:
                text = text.replace(mark, str(context[key]))
        return mark_safe(text)  # noqa: S308 rendered by a template, and tokens of ours
