"""Subjects and names are whole words, and many names stay quick to look up."""

import pytest

from advisors.tests.support.corpus_portfolios import situation
from advisors.tests.support.cpu_growth import grows_in_proportion
from advisors.verification.references import check
from advisors.writing.markdown import escape_markdown, unescape_markdown
from portfolios.account_kinds import ACCOUNT_KIND_LABELS
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of


def problems(text, *subject):
    sheet = FactSheet(facts=(fact_of("data.unpriced", *subject, label="x", value=5, unit="count"),))
    return [problem.reason for problem in check(text, sheet, subject).problems]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("A", "Any share and a few of them: [[data.unpriced]]."), ("age", "The average is [[data.unpriced]]."),
        ("end", "The dividend is [[data.unpriced]]."), ("BRK", "Now BRK.B is [[data.unpriced]]."),
        ("T", "Now AT&T is [[data.unpriced]]."),
        ("S", "It is Alex's [[data.unpriced]]."), ("IT", "Now it is [[data.unpriced]]."),
        ("équité", "La déséquité: [[data.unpriced]]."),
        ("", "It is [[data.unpriced]]."),
    ],
)  # fmt: skip
def test_a_part_of_a_word_names_nothing(subject, sentence):
    assert problems(sentence, subject) == ["subject"]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("401(k)", "Your 401(k) has [[data.unpriced]]."), ("401(k)", "Your 401(k)s have [[data.unpriced]]."),
        ("S&P 500", "The S&P 500 has [[data.unpriced]]."),
        ("BRK.B", "In BRK.B: [[data.unpriced]]."), ("BRK.B", "It is [[data.unpriced]], BRK.B."),
        ("NVDA", "nvda has [[data.unpriced]]."),
        ("A", "A has [[data.unpriced]]."),
        ("cost", "The costs are [[data.unpriced]]."), ("NVIDIA", "**NVIDIA**'s part is [[data.unpriced]]."),
        ("NVIDIA", "_NVIDIA’s_ [[data.unpriced]]."),
        ("Équité", "L'idée d'équité: [[data.unpriced]]."), ("Straße", "Die STRASSE hat [[data.unpriced]]."),
        ("Roth  IRA", "The Roth IRA has [[data.unpriced]]."),
        ("R&D; fund", f"The {escape_markdown('R&D; fund')} has [[data.unpriced]]."),
        ("IT", "IT has [[data.unpriced]]."),
        ("a_b", f"{escape_markdown('a_b')}: [[data.unpriced]]."),
    ],
)  # fmt: skip
def test_a_whole_word_names_its_subject(subject, sentence):
    assert problems(sentence, subject) == []


@pytest.mark.parametrize("label", ACCOUNT_KIND_LABELS.values())
def test_the_label_of_each_kind_is_a_name(label):
    assert check(f"| Account | Type |\n|---|---|\n| At work | {label} |", FactSheet()).ok


@pytest.mark.parametrize("name", ["a*b", "&frac12;", "AT&T", "[[data.unpriced]]", "R&D; x", "<b>", "\\&"])
def test_escaped_markdown_can_be_unescaped(name):
    assert unescape_markdown(escape_markdown(name)) == name


def test_escaping_prevents_html_entities():
    assert escape_markdown("&frac12; &#49; AT&T") == "\\&frac12; \\&#49; AT&T".replace("#", "\\#")


def test_many_names_cost_linear_time_to_check():
    names = tuple(f"Target Fund {n} (Series {n % 7})" for n in range(1000))

    def work(some):
        text = "\n".join(f"| {name} | plain words about it, and more of them |" for name in some)
        assert check(text, FactSheet(), some).ok

    assert grows_in_proportion(work, names)


@pytest.mark.parametrize(
    "text",
    [
        "ten" + " " * 100_000 + "apples", "ten " * 25_000, "|" + "ten " * 25_000, "| " * 50_000, "a" * 100_000 + "%",
        "\n " * 50_000, "((((" * 25_000, "- " * 50_000, "ten-" * 25_000, "&a" * 50_000, "[[x" * 30_000, "$ " * 50_000,
        "minus " * 16_000, "“No. " * 20_000, "𝟏" * 50_000, "a of " * 20_000, "ten " + "a" * 99_000, "\\" * 100_000,
        "[[data.unpriced]] - " * 12_000, "above " * 16_000,
    ],
    ids=range(20),
)  # fmt: skip
def test_the_cost_of_a_text_grows_with_its_length(text):
    assert grows_in_proportion(lambda some: check(some, FactSheet()), text[:40_000])


@pytest.mark.parametrize("written", ["{:%Y-%m-%d}", "{:%B} {:%d}, {:%Y}", "{:%d} {:%B} {:%Y}", "{:%B} {:%Y}"])
def test_only_known_dates_may_be_mentioned(written):
    case = situation("teacher")
    known = case.portfolio.snapshot.taken_at
    for day, reasons in ((known, set()), (known.replace(year=known.year - 3), {"bare_figure"})):
        text = written.format(day, day, day).replace(" 0", " ")
        found = check(f"The accounts were read on {text}.", case.facts, case.names).problems
        assert {problem.reason for problem in found} == reasons, text
