"""A document as Markdown: every sentence and figure once, names as text, and the fixed line at the end of actions."""

import re

import pytest

from advisors.claims.sections import Section
from advisors.claims.statement import Name, Statement
from advisors.document.document import (
    LETTER_TITLES,
    Column,
    Document,
    DocumentSection,
    Letter,
    Note,
    Paragraph,
    Source,
    Table,
)
from advisors.document.markdown import (
    NOTE_LABEL,
    document_to_markdown,
    letter_to_markdown,
    section_to_markdown,
    sentences_to_markdown,
)
from advisors.document.parts import NamePart, TextPart, build_sentence
from advisors.tests.support.documents import sample_document
from advisors.writing.markdown import unescape_markdown

HOSTILE = "*Roth* | [x](https://evil.example) <b> `code` &lt; #1"


def sentence(phrasing, **slots):
    return build_sentence(Statement("test", (), "", "neutral", (phrasing,), slots), 0)


def test_the_letter_comes_first_then_the_sections():
    document = sample_document()
    headings = re.findall(r"^## (.*)$", document_to_markdown(document), re.MULTILINE)
    assert headings == [*LETTER_TITLES.values(), *(section.title for section in document.sections)]


def test_every_sentence_is_printed():
    document = sample_document()
    text = " ".join(unescape_markdown(document_to_markdown(document)).split())
    assert [one.text for one in document.letter.sentences if one.text not in text] == []
    assert [one.text for one in document.sentences if one.text not in text] == []
    for action in document.actions:
        printed = [action.title, *action.reason, *(option.title for option in action.options)]
        assert [one.text for one in printed if one.text not in text] == []


def test_a_list_of_actions_ends_with_the_fixed_line():
    document = sample_document()
    text = document_to_markdown(document)
    assert text.index(document.closing) > text.index(document.actions[-1].title.text)
    without = document.model_copy(update={"letter": Letter(), "actions": ()})
    assert document.closing not in document_to_markdown(without)
    alone = document.model_copy(update={"letter": Letter(), "sections": ()})
    assert document_to_markdown(alone).endswith(f"\n\n{document.closing}")


def test_an_empty_document_is_empty():
    assert document_to_markdown(Document(digest="")) == ""


def test_a_letter_without_actions_is_three_paragraphs():
    letter = sample_document().letter
    parts = (letter.stands, letter.matters, letter.leaves_out)
    assert letter_to_markdown(letter).split("\n\n") == [sentences_to_markdown(part) for part in parts]


def test_a_name_in_a_sentence_is_text():
    text = sentences_to_markdown([sentence("Your {name} is empty.", name=Name(HOSTILE))])
    assert not re.search(r"(?<!\\)[*|<>`\[\]#]", text)
    assert unescape_markdown(text) == f"Your {HOSTILE} is empty."


def make_table(cell):
    columns = (Column(label="Account"), Column(label="Value", is_number=True))
    rows = ((cell, (TextPart(text="$1"),)), ((TextPart(text="Total"),), ()))
    return Table(key="t", title="Your accounts", columns=columns, rows=rows, has_total=True)


def test_a_table_has_a_line_for_each_row():
    section = DocumentSection(key=Section.OWN, blocks=(make_table((TextPart(text="IRA"),)),))
    assert section_to_markdown(section).splitlines() == [
        "## What you own", "", "### Your accounts", "", "| Account | Value |", "| --- | ---: |", "| IRA | $1 |",
        "| **Total** |  |",
    ]  # fmt: skip


def test_a_name_in_a_table_opens_no_column():
    section = DocumentSection(key=Section.OWN, blocks=(make_table((NamePart(text="A | B"),)),))
    row = section_to_markdown(section).splitlines()[-2]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_background_is_labelled_and_cites_its_source():
    note = Note(text="Bonds *fall* when rates rise.", cites=(1, 2))
    section = DocumentSection(key=Section.RISK, blocks=(Paragraph(sentences=(sentence("Fine."),)), note))
    assert section_to_markdown(section).splitlines()[-1] == (
        f"*{NOTE_LABEL}: Bonds \\*fall\\* when rates rise.* [1] [2]"
    )


def test_sources_have_their_day_and_address():
    source = Source(
        number=2, topic="Rates [x]", url="https://ok.example/a", publisher="ok.example", published="2026-06-28"
    )
    text = document_to_markdown(Document(digest="", sources=(source,)))
    assert text == "## Sources\n\n- [2] Rates \\[x\\], ok.example, June 28, 2026: <https://ok.example/a>"
    outside = source.model_copy(update={"label": "From an outside source, accepted by staff"})
    text = document_to_markdown(Document(digest="", sources=(outside,)))
    assert "June 28, 2026, From an outside source, accepted by staff: <https" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://x.example", "data:text/html,x", "//x.example", "/x"])
def test_a_source_has_only_https_addresses(url):
    source = Source(number=1, topic="Rates", url=url)
    assert source.url == ""
    assert document_to_markdown(Document(digest="", sources=(source,))).endswith("- [1] Rates")
    assert Source(number=1, topic="Rates", url="https://ok.example/><b> \\x").url == "https://ok.example/bx"
