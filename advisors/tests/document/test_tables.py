"""The tables of a report: each figure is a fact, totals are sums, and nothing stands on what nobody confirmed."""

from decimal import Decimal

import pytest

from advisors.claims.plan.changes import require_realistic
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay
from advisors.document.document import RETIREMENT_SECTIONS
from advisors.document.parts import FigurePart, NamePart
from advisors.document.tables import BUILDERS, build_tables, is_projected
from advisors.retirement.facts.scenarios import change_key
from advisors.tests.actions.households import account, make_case, position
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from portfolios.facts.families import Family, Measure
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

everybody = pytest.mark.parametrize("name", HOUSEHOLDS)


def tables_of(case):
    return {table.key: table for tables in build_tables(case).values() for table in tables}


def figures_in(cells):
    return [part for cell in cells for part in cell if isinstance(part, FigurePart)]


def text_of(cell):
    return "".join(part.text for part in cell)


@everybody
def test_every_figure_of_a_table_is_a_fact(name):
    case = household_case(name)
    for key, table in tables_of(case).items():
        figures = [figure for row in table.rows for figure in figures_in(row)]
        assert figures and all(figure.fact in case.facts for figure in figures), key
        assert not [figure.text for figure in figures if not any(map(str.isdigit, figure.text))], key


@everybody
def test_every_row_has_a_cell_for_each_column(name):
    for key, table in tables_of(household_case(name)).items():
        assert all(len(row) == len(table.columns) for row in table.rows), key
        assert table.columns[-1].is_number and not table.columns[0].is_number, key
        for cells in table.cells:
            assert all(column.is_number for column, cell in cells[1:] if figures_in([cell])), key


@everybody
def test_keys_and_titles_of_tables_are_unique(name):
    tables = [table for found in build_tables(household_case(name)).values() for table in found]
    assert len({table.key for table in tables}) == len({table.title for table in tables}) == len(tables)


@everybody
def test_accounts_add_up_to_their_total(name):
    case = household_case(name)
    table = tables_of(case).get("accounts")
    assert (table is None) is (not case.portfolio.snapshot.accounts)
    if table is not None:
        *rows, total = table.rows
        assert table.has_total and text_of(total[0]) == "Total"
        for column in (2, 4):
            parts = [case.facts[figure.fact].value for row in rows for figure in figures_in(row[column : column + 1])]
            (whole,) = figures_in(total[column : column + 1])
            assert sum(parts) == case.facts[whole.fact].value


@everybody
@pytest.mark.parametrize("key", ["asset_class", "region", "sector"])
def test_shares_of_the_mix_sum_to_the_whole(name, key):
    case = household_case(name)
    table = tables_of(case).get(key)
    shares = [figures_in(row)[-1] for row in table.rows] if table else []
    assert not shares or abs(sum(case.facts[share.fact].value for share in shares) - 100) < Decimal("0.01")


@everybody
def test_names_of_people_and_files_are_names(name):
    case = household_case(name)
    accounts = {account.name for account in case.portfolio.snapshot.accounts}
    tables = tables_of(case)
    if "accounts" in tables:
        named = [part.text for row in tables["accounts"].rows for part in row[0] if isinstance(part, NamePart)]
        assert set(named) == accounts
    for row in tables["holdings"].rows if "holdings" in tables else ():
        assert all(isinstance(part, NamePart) for cell in row[:2] for part in cell)


@everybody
def test_without_a_projection_no_plan_has_a_table(name):
    case = household_case(name)
    sections = set(build_tables(case)) & set(RETIREMENT_SECTIONS)
    assert bool(sections) is (is_projected(case) and case.has_projection)


def test_a_blind_case_has_no_table_of_its_plan():
    unknown = position("MYST", 1000, name="Mystery fund", type="other", price=100)
    case = make_case(account("IRA", "traditional_ira", unknown, position("VTI", 10)))
    assert case.is_blind
    assert not set(build_tables(case)) & {*RETIREMENT_SECTIONS, Section.TARGETS}


def make_targets_case(confirmed):
    return make_case(account("IRA", "traditional_ira", position("VTI", 100), position("BND", 100)), confirmed=confirmed)


def test_assumed_targets_have_no_rows():
    assert "targets" in tables_of(make_targets_case(CONFIRMABLE))
    assumed = make_targets_case([field for field in CONFIRMABLE if not field.endswith("_targets")])
    assert "targets" not in tables_of(assumed)
    classes = make_targets_case([field for field in CONFIRMABLE if field != "region_targets"])
    drifts = [figures_in(row)[-1].fact for row in tables_of(classes)["targets"].rows]
    assert drifts and all(fact.startswith("asset_class.") for fact in drifts)


def test_a_drift_is_printed_with_its_sign():
    case = make_targets_case(CONFIRMABLE)
    drifts = [figures_in(row)[-1] for row in tables_of(case)["targets"].rows]
    signs = {figure.text[0]: case.facts[figure.fact].value > 0 for figure in drifts if case.facts[figure.fact].value}
    assert signs == {"+": True, "−": False}


def test_a_change_that_nobody_could_make_is_left_out():
    case = make_case(account("IRA", "traditional_ira", position("VTI", 100)), goal=90_000, saving=6_000, is_whole=True)
    keys = [change_key(what_if) for what_if in case.what_ifs]
    realistic = [key for key in keys if is_realistic(case, key)]
    assert 0 < len(realistic) < len(keys)
    rows = tables_of(case)["changes"].rows
    assert [figures_in(row)[0].fact for row in rows] == [f"change.{key}.amount" for key in realistic]


def is_realistic(case, key):
    try:
        require_realistic(case, key)
    except CannotSay:
        return False
    return True


def test_a_change_within_chance_makes_no_difference():
    for name in HOUSEHOLDS:
        case = household_case(name)
        for row in tables_of(case)["swings"].rows if "swings" in tables_of(case) and case.has_goal else ():
            printed = figures_in(row[1:2])
            fact = printed[0].fact if printed else ""
            assert printed or text_of(row[1]) == "no clear difference"
            error = case.facts[fact].error if fact else None
            assert not error or abs(case.facts[fact].value) > 2 * error


@everybody
@pytest.mark.parametrize("key", ["changes", "swings"])
def test_no_cell_of_an_effect_is_empty(name, key):
    table = tables_of(household_case(name)).get(key)
    for row in table.rows if table else ():
        assert len(row) == len(table.columns) > 1 and all(row)


def test_without_a_goal_no_chance_is_printed():
    case = make_case(account("IRA", "traditional_ira", position("VTI", 100)), goal=None, is_whole=True)
    for key in ("changes", "swings"):
        assert [column.label for column in tables_of(case)[key].columns][1:] == ["Sustained spending changes by"]
    assert not case.facts.members(Family.PLAN, Measure.SUCCESS)


def test_every_section_of_tables_is_known():
    assert set(BUILDERS) <= set(Section)
