"""The section of the report on accounts and holdings."""

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table, join_words, pluralize
from portfolios.account_kinds import find_account_kind
from portfolios.taxonomy import INSTRUMENT_TYPES

MAX_SHOWN_HOLDINGS = 10


def write_holdings_section(s: Situation) -> str:
    if s.is_empty:
        return ""
    rows = []
    for worth in s.portfolio.valuation.accounts:
        key = s.portfolio.fact_keys[worth.account.id]
        kind = find_account_kind(worth.account.kind).label
        name = escape_markdown(worth.account.name)
        rows.append([name, kind, ref(f"account.{key}.value"), ref(f"account.{key}.share"), ref(f"account.{key}.cash")])
    rows.append(["**Total**", "", f"**{ref('portfolio.value')}**", "", f"**{ref('portfolio.cash')}**"])
    table = format_table(["Account", "Type", "Value", "Share", "Cash"], rows, numbers_from=2)
    parts = ["## What you own", table]
    if s.portfolio.holdings:
        rows = []
        for instrument, _ in s.portfolio.holdings[:MAX_SHOWN_HOLDINGS]:
            key = s.portfolio.fact_keys[instrument.id]
            kind = INSTRUMENT_TYPES.get(instrument.instrument_type, "")
            symbol, name = escape_markdown(instrument.symbol), escape_markdown(instrument.name)
            rows.append([symbol, name, kind, ref(f"holding.{key}.value"), ref(f"holding.{key}.share")])
        table = format_table(["Symbol", "Name", "Type", "Value", "Share"], rows, numbers_from=3)
        parts += ["### Your largest holdings", table]
    if s.portfolio.unpriced:
        names = join_words(escape_markdown(i.symbol) for i in s.portfolio.unpriced[:10])
        verb = pluralize(len(s.portfolio.unpriced), "has", "have")
        parts.append(f"**Not counted:** {names} {verb} no price, so nothing here includes it.")
    return "\n\n".join(parts)
