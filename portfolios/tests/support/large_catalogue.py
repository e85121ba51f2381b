"""Create a catalogue the size of a market, in one database statement."""

from django.db import connection

ISSUERS = [
    "Vanguard", "iShares", "Fidelity", "Schwab", "SPDR", "Invesco", "T. Rowe Price", "PIMCO", "American Funds",
    "Dimensional", "JPMorgan", "Goldman Sachs", "BlackRock", "Nuveen", "Franklin", "WisdomTree", "VanEck",
    "Dodge & Cox", "Amazon.com", "Baird",
]  # fmt: skip
MARKETS = [
    "Total Stock Market", "S&P 500", "U.S. Aggregate Bond", "Emerging Markets", "High-Yield Corporate", "Real Estate",
    "Small-Cap Value", "Large-Cap Growth", "International Equity", "Treasury 7-10 Year", "Global Technology",
    "Health Care", "Dividend Appreciation", "Short-Term Municipal", "Inflation-Protected Securities", "Gold Miners",
    "Utilities", "Energy", "Balanced Income", "Target Retirement 2045", "Consumer Staples", "Developed ex-US",
    "Mid-Cap Blend", "Financials", "Low Volatility",
]  # fmt: skip
ENDINGS = ["Index Fund", "ETF", "Fund Investor Shares", "Trust", "Fund Admiral Shares", "Portfolio", "Fund", "Notes"]
INSERT_INSTRUMENTS = """
INSERT INTO portfolios_instrument (
    id, owner_id, symbol, name, instrument_type, price_source, allocation_asset_class, allocation_regions,
    allocation_sectors, exposure_group, classified_by, rationale, reviewed, keeps_own, provenance, as_of, created_at,
    updated_at
)
SELECT gen_random_uuid(), NULL,
    chr(65 + k / 17576 %% 26) || chr(65 + k / 676 %% 26) || chr(65 + k / 26 %% 26) || chr(65 + k %% 26)
        || CASE WHEN n %% 3 = 0 THEN '' ELSE 'X' END,
    (%(issuers)s::text[])[1 + n %% 20] || ' ' || (%(markets)s::text[])[1 + n / 20 %% 25] || ' '
        || (%(endings)s::text[])[1 + n / 500 %% 8] || ' ' || n / 4000,
    'mutual_fund', '', '{}', '{}', '{}', '', '', '', false, false, '', '', now(), now()
FROM (SELECT n, n * 22 AS k FROM generate_series(0, %(count)s - 1) AS n) AS numbers
ON CONFLICT DO NOTHING
"""


def lay_in(count):
    with connection.cursor() as cursor:
        cursor.execute(INSERT_INSTRUMENTS, {"issuers": ISSUERS, "markets": MARKETS, "endings": ENDINGS, "count": count})


def analyse():
    """Update the statistics, as the server does within a minute. Needs the table owner."""
    with connection.as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
