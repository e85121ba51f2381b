"""The tripwire for commentary: general background passes; figures, names, advice, promises and links do not."""

import pytest

from advisors.outline.notes import MAX_CHARACTERS, find_note_fault, split_citations

NAMES = ("NVDA", "Roth IRA", "401(k)", "stocks", "Bob's (old) hoard", "")
GENERAL = [
    "Broad funds spread risk over many companies.",
    "Long bonds react more to interest rates than short bonds do.",
    "Fees compound over decades, as returns do.",
    "Central banks in Europe and the U.S. cut rates when growth slows.",
    "Café owners in São Paulo keep cash; “real” returns differ from nominal returns.",
]
REFUSED = {
    "a figure": ["It rises by 12.", "A 4% rule works.", "Prices doubled in half a year.", "It costs $.",
                 "It is ½ full.", "Section Ⅻ applies.", "Twice as good.", "Millions, or a million, of people.",
                 "It grew ９ fold.", "It grew ٩ fold.", "It grew ② fold.", "Most people save."],
    "the reader or the writer": ["You win.", "Enter your password.", "We know better.", "Trust me.", "I am Alex."],
    "this person's case": ["This portfolio is fine.", "The plan works.", "Such a mix is rare.", "Here all is well.",
                           "The goal is near.", "These funds lag."],
    "a promise": ["Bonds are safe.", "Gains are guaranteed.", "Markets always recover.", "Shares will rise.",
                  "It is certain.", "Index funds are the best.", "Investors should wait.", "Gold is risk-free.",
                  "People can afford it."],
    "a trade": ["Smart people buy gold.", "Sell in May.", "Switching pays.", "Move to cash.", "Investing pays."],
    "a link or markup": ["See evil.example for more.", "See https://evil.example/.", "<b>Gold</b> shines.",
                         "*Gold* shines.", "[Gold](x) shines.", "`gold`", "Write to gold@evil.", "//evil", "| a | b |",
                         "# Gold", "A \\ b.", "javascript:/x"],
    "an invisible character": ["Go\u200bld shines.", "Gold\u202e shines.", "Gold\nshines.", "Gold\u0000", "Gold\ud800"],
    "a letter of another alphabet": ["Gоld shines.", "Золото shines.", "株式 rise."],
    "a character of another form": ["Ｇold shines.", "ﬁne gold.", "𝐆old shines."],
    "the name": ["nvda makes chips.", "A Roth IRA grows untaxed.", "Bob's (old) hoard grows.", "Stocks rise."],
    "no text": ["", "x" * (MAX_CHARACTERS + 1)],
}  # fmt: skip


@pytest.mark.parametrize("text", GENERAL)
def test_general_background_passes(text):
    assert find_note_fault(text, NAMES) == ""


@pytest.mark.parametrize(("fault", "text"), [(fault, text) for fault, texts in REFUSED.items() for text in texts])
def test_a_note_with_a_fault_is_refused(fault, text):
    found = find_note_fault(text, NAMES)
    assert found
    if fault not in ("a figure", "a character of another form", "a trade"):
        assert found.startswith(fault)


def test_a_part_of_a_word_is_no_name():
    assert find_note_fault("Stockholm trades little.", NAMES) == ""


@pytest.mark.parametrize(
    ("text", "note", "numbers"),
    [
        ("Bonds fell. [1]", "Bonds fell.", (1,)),
        ("Bonds fell [2], and gold [1] [2].", "Bonds fell, and gold.", (2, 1)),
        ("Bonds fell.", "Bonds fell.", ()),
        ("[1]", "", (1,)),
        ("Bonds [[1]] fell [123].", "Bonds [] fell [123].", (1,)),
    ],
)
def test_citations_are_split_from_a_note(text, note, numbers):
    assert split_citations(text) == (note, numbers)
