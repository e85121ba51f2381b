"""The tables of a report: exact figures, each with its fact. A table without rows is left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal

from advisors.claims.case import ClaimCase
from advisors.claims.names import ASSET_CLASS_NAMES, RISK_CLASS_NAMES
from advisors.claims.plan.changes import capitalize_first, describe_change, require_realistic
from advisors.claims.plan.frame import NoProjection
from advisors.claims.registry import say
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay
from advisors.claims.thresholds import is_clear
from advisors.document.document import RETIREMENT_SECTIONS, Column, Table
from advisors.document.parts import FigurePart, NamePart, Part, TextPart, print_parts
from advisors.retirement.facts.scenarios import RULE_LABELS, change_key
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from portfolios.account_kinds import find_account_kind
from portfolios.facts.allocation import REST_LABEL
from portfolios.facts.costs import list_cheaper_funds, swap_key
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact
from portfolios.taxonomy import INSTRUMENT_TYPES, UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets
from portfolios.valuation.value import ZERO

MAX_HOLDINGS, MAX_SWINGS, MAX_RISK_CLASSES = 10, 8, 6
NO_DIFFERENCE = "no clear difference"
Cell = tuple[Part, ...]
Row = tuple[Cell, ...]


def build_tables(case: ClaimCase) -> dict[Section, tuple[Table, ...]]:
    """Return the tables of each section that has any."""
    sections = [s for s in BUILDERS if s not in RETIREMENT_SECTIONS or is_projected(case)]
    tables = {section: tuple(filter(None, (build(case) for build in BUILDERS[section]))) for section in sections}
    return {section: found for section, found in tables.items() if found}


def is_projected(case: ClaimCase) -> bool:
    """Return whether anything can be said about the plan: where the claim of no projection holds, nothing can."""
    try:
        say(NoProjection(), case)
    except CannotSay:
        return True
    return False


def build_accounts_table(case: ClaimCase) -> Table | None:
    rows = []
    for worth in case.portfolio.valuation.accounts:
        key, kind = case.portfolio.fact_keys[worth.account.id], find_account_kind(worth.account.kind).label
        figures = (_figure(case, Family.ACCOUNT, measure, key) for measure in (_M.VALUE, _M.SHARE, _M.CASH, *GAIN))
        rows.append((_name(worth.account.name), _text(kind), *figures))
    value, cash, *gains = (_figure(case, Family.PORTFOLIO, measure) for measure in (_M.VALUE, _M.CASH, *GAIN))
    total = (_text("Total"), (), value, (), cash, *gains)
    columns = ("Value", "Share", "Cash", *GAIN_COLUMNS)
    return _table("accounts", "Your accounts", ("Account", "Type"), columns, rows, total)


def build_holdings_table(case: ClaimCase) -> Table | None:
    rows, columns = [], ("Value", "Share", *GAIN_COLUMNS)
    for instrument, _ in case.portfolio.holdings[:MAX_HOLDINGS]:
        key, kind = case.portfolio.fact_keys[instrument.id], INSTRUMENT_TYPES.get(instrument.instrument_type, "")
        figures = (_figure(case, Family.HOLDING, measure, key) for measure in (_M.VALUE, _M.SHARE, *GAIN))
        rows.append((_name(instrument.symbol), _name(instrument.name), _text(kind), *figures))
    return _table("holdings", "Your largest holdings", ("Symbol", "Name", "Type"), columns, rows)


def build_bucket_tables(
    family: Family, title: str, column: str, amounts: Callable[[ClaimCase], Mapping[str, Decimal]]
) -> Callable[[ClaimCase], Table | None]:
    """Return a builder of shares that sum to the whole: a long tail is one row, the unclassified part another."""

    def build(case: ClaimCase) -> Table | None:
        found = amounts(case)
        head, tail = split_largest_buckets(found)
        names = [(key, _class_label(key)) for key in head]
        names += [("rest", REST_LABEL)] if tail else []
        names += [(UNCLASSIFIED, label(UNCLASSIFIED))] if UNCLASSIFIED in found else []
        rows = [
            (_text(name), *(_figure(case, family, measure, key) for measure in (_M.VALUE, _M.SHARE)))
            for key, name in names
        ]
        return _table(family.value, title, (column,), ("Value", "Share"), rows)

    return build


def build_risk_table(case: ClaimCase) -> Table | None:
    shares = sorted(case.facts.members(Family.RISK_CLASS, _M.RISK_SHARE), key=lambda f: -(f.value or ZERO))
    rows = [
        (_text(_class_label(f.of)), *(_figure(case, f.family, m, f.of) for m in (_M.SHARE, _M.RISK_SHARE)))
        for f in shares[:MAX_RISK_CLASSES]
    ]
    return _table("risk", "Where the risk comes from", ("Class",), ("Share of the mix", "Share of its risk"), rows)


def build_swaps_table(case: ClaimCase) -> Table | None:
    rows = []
    for one in list_cheaper_funds(case.portfolio):
        now, then, saving = (
            _figure(case, Family.SWAP, measure, swap_key(case.portfolio, one))
            for measure in (_M.NOW, _M.THEN, _M.SAVING)
        )
        rows.append((_name(one.held.symbol), _name(one.alternative.symbol), now, then, saving))
    return _table("swaps", "The same market for less", ("You hold", "Instead"), ("Costs", "Would cost", "Saves"), rows)


def build_targets_table(case: ClaimCase) -> Table | None:
    """Return the share now, the target and the drift of each class with a confirmed target."""
    fields = {Family.ASSET_CLASS: "asset_class_targets"}
    if case.portfolio.knows_regions:
        fields[Family.REGION_GROUP] = "region_targets"
    rows = []
    for fact in case.facts.facts:
        if fact.measure == _M.DRIFT and fields.get(fact.family, "") not in ("", *case.profile.assumed):
            shares = (_figure(case, fact.family, m, fact.of) for m in (_M.SHARE_OF_CLASSIFIED, _M.TARGET))
            name = fact.subject[0] if fact.family == Family.REGION_GROUP else _class_label(fact.of)
            rows.append((_text(name), *shares, _figure(case, fact.family, _M.DRIFT, fact.of, "signed")))
    columns = ("Now", "Target", "Drift")
    return None if case.is_blurred else _table("targets", "Now and target", ("What",), columns, rows)


def build_changes_table(case: ClaimCase) -> Table | None:
    """Return what each tested change does, without those that nobody could make."""
    rows = []
    for key in map(change_key, case.what_ifs):
        with suppress(CannotSay):
            require_realistic(case, key)
            title = print_parts(capitalize_first(describe_change(case, key)))
            rows.append((title, *_effect_cells(case, Family.CHANGE, key)))
    columns = tuple(_effect_columns(case, Family.CHANGE).values())
    return _table("changes", "One thing changed at a time", ("Change",), columns, rows)


def build_swings_table(case: ClaimCase) -> Table | None:
    measure = _M.POINTS if case.has_goal else _M.INCOME
    swings = sorted(case.facts.members(Family.SWING, measure), key=lambda fact: -abs(fact.value or ZERO))
    rows = [
        (_text(SENSITIVITY_CHANGES[swing.of].plain_label), *_effect_cells(case, Family.SWING, swing.of))
        for swing in swings[:MAX_SWINGS]
    ]
    columns = tuple(_effect_columns(case, Family.SWING).values())
    return _table("swings", "What the plan depends on", ("If",), columns, rows)


def build_rules_table(case: ClaimCase) -> Table | None:
    """Return how often each way to spend runs out or pays less than is needed, and its cut in one scenario of ten."""
    rows = []
    for fact in case.facts.members(Family.RULE, _M.RAN_OUT):
        figures = (_figure(case, Family.RULE, measure, fact.of) for measure in (_M.RAN_OUT, _M.BELOW_NEED, _M.CUT_90))
        name = RULE_LABELS[fact.of]
        rows.append((_text(f"{name[0].upper()}{name[1:]}"), *figures))
    columns = ("Ran out", "Paid less than needed", "Deepest cut, one in ten")
    return _table("rules", "Ways to spend compared, before taxes", ("Spend",), columns, rows)


_M = Measure
GAIN, GAIN_COLUMNS = (_M.COST, _M.COST_GAIN, _M.COST_GAIN_SHARE), ("Cost", "Gain", "Gain, %")
"""Sums over positions with a known cost. An unknown cost leaves its cell empty."""
BUILDERS: dict[Section, tuple[Callable[[ClaimCase], Table | None], ...]] = {
    Section.OWN: (build_accounts_table, build_holdings_table),
    Section.MIX: (
        build_bucket_tables(
            Family.ASSET_CLASS, "Asset classes", "Asset class", lambda case: case.portfolio.asset_classes
        ),
        build_bucket_tables(Family.REGION, "Regions", "Region", lambda case: case.portfolio.regions),
        build_bucket_tables(Family.SECTOR, "Sectors", "Sector", lambda case: case.portfolio.sectors),
    ),
    Section.RISK: (build_risk_table,),
    Section.COSTS: (build_swaps_table,),
    Section.TARGETS: (build_targets_table,),
    Section.CHANGES: (build_changes_table, build_swings_table),
    Section.RULES: (build_rules_table,),
}
"""The tables of each section, in order. A new table is a function and a line here."""


def _table(
    key: str, title: str, names: tuple[str, ...], numbers: tuple[str, ...], rows: Iterable[Row],
    total: Row | None = None,
) -> Table | None:  # fmt: skip
    """Return a table without the rows that have nothing beside their names; None if no row is left."""
    kept = [row for row in rows if any(row[len(names) :])]
    if not kept:
        return None
    columns = (*(Column(label=name) for name in names), *(Column(label=name, is_number=True) for name in numbers))
    return Table(
        key=key, title=title, columns=columns, rows=(*kept, *((total,) if total else ())), has_total=total is not None
    )


def _effect_columns(case: ClaimCase, family: Family) -> dict[Measure, str]:
    """Return the measured effects of changes and their columns: on success with a goal, on spending where computed."""
    spending = _M.MORE if family == Family.CHANGE else _M.INCOME
    columns = {_M.POINTS: "Success changes by", spending: "Sustained spending changes by"}
    return {measure: column for measure, column in columns.items() if case.facts.members(family, measure)}


def _effect_cells(case: ClaimCase, family: Family, of: str) -> Iterator[Cell]:
    """Yield how much a change moves each measure of its columns."""
    for measure in _effect_columns(case, family):
        fact = case.facts.one(family, measure, of)
        unclear = measure == _M.POINTS and fact is not None and not is_clear(fact.value or ZERO, fact.error)
        yield _text(NO_DIFFERENCE) if unclear else _figure(case, family, measure, of, "signed")


def _figure(case: ClaimCase, family: Family, measure: Measure, of: str = "", style: str = "") -> Cell:
    fact = case.facts.one(family, measure, of)
    return () if fact is None else (FigurePart(fact=fact.id, text=format_fact(fact, style)),)


def _class_label(key: str) -> str:
    """Return the name of an asset class, a class of returns, a region or a sector, as the sentences call it."""
    name = (ASSET_CLASS_NAMES | RISK_CLASS_NAMES).get(key)
    return f"{name.text[0].upper()}{name.text[1:]}" if name else label(key)


def _text(text: str) -> Cell:
    return (TextPart(text=text),)


def _name(text: str) -> Cell:
    return (NamePart(text=text),)
