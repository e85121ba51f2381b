"""Subjects and names are whole words, and many names stay quick to look up."""

import pytest

from advisors.pasted.check import check_figures
from advisors.tests.support.cpu_growth import grows_in_proportion
from advisors.writing.markdown import escape_markdown, unescape_markdown
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of


def problems(text, *subject):
    sheet = FactSheet(facts=(fact_of("data.unpriced", *subject, label="x", value=5, unit="count"),))
    return [one.reason for one in check_figures(text, sheet, subject).judged if one.reason]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("A", "Any share and a few of them: 5."), ("age", "The average is 5."),
        ("end", "The dividend is 5."), ("BRK", "Now BRK.B is 5."),
        ("T", "Now AT&T is 5."),
        ("S", "It is Alex's 5."), ("IT", "Now it is 5."),
        ("équité", "La déséquité: 5."),
        ("", "It is 5."),
    ],
)  # fmt: skip
def test_a_part_of_a_word_names_nothing(subject, sentence):
    assert problems(sentence, subject) == ["subject"]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("401(k)", "Your 401(k) has 5."), ("401(k)", "Your 401(k)s have 5."),
        ("S&P 500", "The S&P 500 has 5."),
        ("BRK.B", "In BRK.B: 5."), ("BRK.B", "It is 5, BRK.B."),
        ("NVDA", "nvda has 5."),
        ("A", "A has 5."),
        ("cost", "The costs are 5."), ("NVIDIA", "**NVIDIA**'s part is 5."),
        ("NVIDIA", "_NVIDIA’s_ 5."),
        ("Équité", "L'idée d'équité: 5."), ("Straße", "Die STRASSE hat 5."),
        ("Roth  IRA", "The Roth IRA has 5."),
        ("R&D; fund", f"The {escape_markdown('R&D; fund')} has 5."),
        ("IT", "IT has 5."),
        ("a_b", f"{escape_markdown('a_b')}: 5."),
    ],
)  # fmt: skip
def test_a_whole_word_names_its_subject(subject, sentence):
    assert problems(sentence, subject) == []


@pytest.mark.parametrize("label", ACCOUNT_KIND_LABELS.values())
def test_the_label_of_each_kind_is_a_name(label):
    assert check_figures(f"| Account | Type |\n|---|---|\n| At work | {label} |", FactSheet()).ok


@pytest.mark.parametrize("name", ["a*b", "&frac12;", "AT&T", "[[5]]", "R&D; x", "<b>", "\\&"])
def test_escaped_markdown_can_be_unescaped(name):
    assert unescape_markdown(escape_markdown(name)) == name


def test_escaping_prevents_html_entities():
    assert escape_markdown("&frac12; &#49; AT&T") == "\\&frac12; \\&#49; AT&T".replace("#", "\\#")


def test_many_names_cost_linear_time_to_check():
    names = tuple(f"Target Fund {n} (Series {n % 7})" for n in range(1000))

    def work(some):
        text = "\n".join(f"| {name} | plain words about it, and more of them |" for name in some)
        assert check_figures(text, FactSheet(), some).ok

    assert grows_in_proportion(work, names)


@pytest.mark.parametrize(
    "text",
    [
        "ten" + " " * 100_000 + "apples", "ten " * 25_000, "|" + "ten " * 25_000, "| " * 50_000, "a" * 100_000 + "%",
        "\n " * 50_000, "((((" * 25_000, "- " * 50_000, "ten-" * 25_000, "&a" * 50_000, "[[x" * 30_000, "$ " * 50_000,
        "minus " * 16_000, "“No. " * 20_000, "𝟏" * 50_000, "a of " * 20_000, "ten " + "a" * 99_000, "\\" * 100_000,
        "5 - " * 12_000, "above " * 16_000,
    ],
    ids=range(20),
)  # fmt: skip
def test_the_cost_of_a_text_grows_with_its_length(text):
    assert grows_in_proportion(lambda some: check_figures(some, FactSheet()), text[:40_000])
