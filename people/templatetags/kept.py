"""`{% kept NAME %}..{% endkept %}` marks a part of the layout that a kept page has instead of rendering it."""

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString

register = template.Library()


class KeptNode(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        page = getattr(context.get("request"), "page_parts", None)
        return page.render(self.name, self.nodelist, context) if page else self.nodelist.render(context)


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    _, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name, nodelist)
