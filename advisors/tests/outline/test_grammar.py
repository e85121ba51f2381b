"""Lines of an outline as models write them: the same line in any decoration, and one type for each."""

import pytest

from advisors.claims.sections import Section
from advisors.document.document import SECTION_TITLES
from advisors.outline.grammar import LINKS, MAX_LINE_LENGTH, MAX_LINES, SYNONYMS, parse_line, parse_outline


def parse(text):
    (line,) = parse_outline(text)
    return line


@pytest.mark.parametrize(
    "text",
    [
        "share asset_class equity", "- share asset_class equity", "* share asset_class equity",
        "> share asset_class equity", "1. share asset_class equity", "12) share asset_class equity",
        "`share asset_class equity`", "**share** asset_class equity", "share(asset_class, equity)".replace("(", " ("),
        "{{ share asset_class equity }}", "Share: asset_class, equity", "• share [asset_class] [equity]",
        "share asset_class equity = 75% of your money is in stocks.", "  * share asset_class equity",
    ],
)  # fmt: skip
def test_decoration_of_a_line_does_not_matter(text):
    line = parse(text)
    assert (line.type, line.name, line.arguments, line.link) == ("claim", "share", ("asset_class", "equity"), "")


@pytest.mark.parametrize(("word", "link"), LINKS.items())
def test_a_linking_word_may_come_first(word, link):
    for written in (word, word.title(), f"{word},"):
        line = parse(f"{written} goal_gap")
        assert (line.name, line.link) == ("goal_gap", link)


def test_a_linking_word_alone_is_no_link():
    assert parse("so") == parse_line("so", 1)
    assert (parse("so").name, parse("so").link) == ("so", "")


@pytest.mark.parametrize("key", Section)
def test_a_heading_is_a_key_or_its_title(key):
    for heading in (f"## {key.value}", f"# {SECTION_TITLES[key]}", f"### **{key.value.upper()}**:", f"##{key.value}"):
        assert (parse(heading).type, parse(heading).name) == ("heading", key)


def test_an_unknown_heading_names_no_section():
    assert parse("## Pwned").name not in tuple(Section)


@pytest.mark.parametrize(
    ("text", "line_type", "name", "arguments"),
    [
        ("do save_more_3500", "do", "save_more_3500", ()),
        ("chart drift horizontalBar", "chart", "drift", ("horizontalBar",)),
        ("consult reporter company nvda", "consult", "reporter", ("company", "nvda")),
        ("- Do: save_more_3500", "do", "save_more_3500", ()),
    ],
)
def test_a_first_word_tells_the_type_of_a_line(text, line_type, name, arguments):
    line = parse(text)
    assert (line.type, line.name, line.arguments) == (line_type, name, arguments)


@pytest.mark.parametrize("word", ["do", "chart", "consult"])
def test_such_a_word_alone_is_a_claim_of_no_kind(word):
    assert (parse(word).type, parse(word).name) == ("claim", word)


@pytest.mark.parametrize("text", ["note: Bonds fell. [1]", "- NOTE : Bonds fell. [1]", "Note:Bonds fell. [1]"])
def test_a_note_keeps_its_text_as_it_is(text):
    line = parse(text)
    assert (line.type, line.arguments) == ("note", ("Bonds fell. [1]",))


@pytest.mark.parametrize(("other", "kind"), SYNONYMS.items())
def test_other_names_of_kinds_are_understood(other, kind):
    assert parse(other).name == kind


def test_fences_and_blank_lines_are_no_lines():
    lines = list(parse_outline("```text\n\n## risk\n  \ncompany nvda\n```\n***\nfees\n"))
    assert [(line.number, line.name) for line in lines] == [(1, "risk"), (2, "company"), (3, "fees")]


def test_an_outline_is_of_limited_length():
    lines = list(parse_outline("fees " + "x" * 5000 + "\nfees" * 500))
    assert len(lines) == MAX_LINES
    assert max(len(line.text) for line in lines) <= MAX_LINE_LENGTH


@pytest.mark.parametrize("text", ["", " \n\t", "\u0000", "\ud800", "[[" * 5000, "=" * 3000, '{"a": [1, 2]}'])
def test_any_text_can_be_parsed(text):
    assert all(line.type in ("claim", "heading") for line in parse_outline(text))
