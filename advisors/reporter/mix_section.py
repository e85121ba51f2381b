"""The report's section on diversification and concentration."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.situation import Situation, ref
from advisors.wording import listed, plain, table
from portfolios.taxonomy import label

SHOWN_BUCKETS = 8


def diversification(s: Situation) -> str:
    if not s.has_worth:
        return ""
    return "\n\n".join(
        [
            "## Diversification and concentration",
            _class_sentence(s),
            _bucket_table(s, "asset", "Asset class", s.portfolio.asset_classes),
            _region_sentence(s),
            _bucket_table(s, "region", "Region", s.portfolio.regions),
            *_sector_part(s),
            _concentration(s),
        ]
    )


def _class_sentence(s: Situation) -> str:
    shares = [f"{label(key).lower()} {ref(f'asset_{key}_share')}" for key in s.portfolio.asset_classes]
    return f"Looking through your funds, your money is in {listed(shares)}."


def _bucket_table(s: Situation, prefix: str, title: str, amounts: dict[str, Decimal]) -> str:
    rows = [
        [label(key), ref(f"{prefix}_{key}_value"), ref(f"{prefix}_{key}_share")]
        for key in list(amounts)[:SHOWN_BUCKETS]
    ]
    return table([title, "Value", "Share"], rows)


def _region_sentence(s: Situation) -> str:
    home = s.facts.value("group_north_america_share")
    if not s.facts.value("invested_value") or "group_north_america_share" not in s.facts:
        return "Cash has no region."
    where = f"Of what has a region, {ref('group_north_america_share')} is in North America"
    if home >= 80:
        return f"{where}: your fortunes hang on one economy more than the world's markets do."
    if home <= 40:
        return f"{where}, well below its weight in the world's markets."
    return f"{where} and {ref('group_international_share')} is international, so no single economy decides."


def _sector_part(s: Situation) -> Iterator[str]:
    if "largest_sector_share" not in s.facts:
        return
    sector = s.facts["largest_sector_share"].subject[1]
    yield f"{sector} is the largest sector with {ref('largest_sector_share')} of everything."
    yield _bucket_table(s, "sector", "Sector", s.portfolio.sectors)


def _concentration(s: Situation) -> str:
    if company := s.concentrated_in:
        return (
            f"**{plain(company.symbol)}, held directly, is {ref('largest_company_share')} of everything**, more than "
            f"the {ref('company_limit')} we hold prudent for a single company: a company can lose most of its value "
            f"and never come back, and your funds may hold it too. "
            f"{plain(company.symbol)} stands {ref('largest_company_excess')} above that limit."
        )
    if s.portfolio.companies:
        return (
            f"Single companies make up {ref('companies_share')} of everything; the largest, "
            f"{plain(s.portfolio.companies[0][0].symbol)}, is {ref('largest_company_share')}, "
            f"within the limit of {ref('company_limit')}."
        )
    if s.portfolio.holdings and not s.is_mostly_cash:
        return (
            "You hold funds rather than single companies, and each fund spreads its money over many issuers: "
            "the number of lines in your account says little about your diversification."
        )
    return "There is hardly anything invested that could be concentrated."
