"""Rows that one process of the tests recorded, and another one copies."""

import json
from dataclasses import replace
from datetime import date

import pytest

from people.tests.support.row_copies import copy_rows, record_rows
from portfolios.models import PortfolioValue
from portfolios.valuation.growth import RecordedHoldings

DAY = date(2026, 11, 2)


def record_value(user, day=DAY):
    return PortfolioValue.objects.create(user=user, date=day, total=1000, holdings=RecordedHoldings())


@pytest.mark.django_db
def test_new_rows_take_numbers_after_copied_ones(alice):
    recorded = record_rows(record_value, "portfolios")
    (row,) = json.loads(recorded.tables["portfolios_portfoliovalue"])
    number = row["id"] + 2  # as another process counted
    tables = {**recorded.tables, "portfolios_portfoliovalue": json.dumps([{**row, "id": number}])}
    copy_rows(alice, replace(recorded, tables=tables))
    later = [record_value(alice, DAY.replace(day=day)).pk for day in (3, 4, 5)]
    assert min(later) > number == PortfolioValue.objects.get(date=DAY).pk
