"""The report's section on diversification and concentration."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table, join_words
from portfolios.facts.allocation import REST_LABEL
from portfolios.quality.grade import HALF_PERCENT
from portfolios.risk.diversification import CONCENTRATED_BELOW, DIVERSIFIED_FROM
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets


def write_diversification_section(s: Situation) -> str:
    if not s.has_value:
        return ""
    asset_shares = [f"{label(key).lower()} {ref(f'asset_{key}_share')}" for key in s.portfolio.asset_classes]
    sectors = []
    if "largest_sector_share" in s.facts:
        sector = s.facts["largest_sector_share"].subject[1]
        sectors.append(f"Largest sector: {sector}, with {ref('largest_sector_share')} of everything.")
        sectors.append(_format_bucket_table("sector", "Sector", s.portfolio.sectors))
    parts = [
        "## Diversification and concentration",
        _describe_score(s),
        f"Looking through your funds, your money is in {join_words(asset_shares)}.",
        _format_bucket_table("asset", "Asset class", s.portfolio.asset_classes),
        _describe_regions(s),
        _format_bucket_table("region", "Region", s.portfolio.regions),
        *sectors,
        *_describe_concentration(s),
    ]
    return "\n\n".join(part for part in parts if part)


def _describe_score(s: Situation) -> str:
    if "diversification_score" not in s.facts or s.facts.value("asset_cash_share") >= HALF_PERCENT:
        return ""  # cash depends on no company, but that is not what people mean by diversified
    score = s.facts.value("diversification_score")
    verdict = "diversified" if score >= DIVERSIFIED_FROM else "partly diversified"
    if score < CONCENTRATED_BELOW:
        verdict = "concentrated"
    words = (
        f"Your diversification score is {ref('diversification_score')}, where {ref('diversification_best')} is best: "
        f"{verdict}."
    )
    if "effective_names" in s.facts:
        many = ref("effective_names", "whole")
        words += f" Looking through your funds, so many names of equal size would be as good: {many}."
    return words


def _format_bucket_table(prefix: str, title: str, amounts: Mapping[str, Decimal]) -> str:
    """Format shares that sum to the whole: a long tail is one row, the unclassified part another."""
    head, tail = split_largest_buckets(amounts)
    names = [(key, label(key)) for key in head]
    if tail:
        names.append(("rest", REST_LABEL))
    if UNCLASSIFIED in amounts:
        names.append((UNCLASSIFIED, label(UNCLASSIFIED)))
    rows = [[name, ref(f"{prefix}_{key}_value"), ref(f"{prefix}_{key}_share")] for key, name in names]
    return format_table([title, "Value", "Share"], rows)


def _describe_regions(s: Situation) -> str:
    if "group_north_america_now" not in s.facts:
        return "Nothing you hold is known to have a region."
    home = s.facts.value("group_north_america_now")
    where = f"Of what has a region, {ref('group_north_america_now')} is in North America"
    if home >= 80:
        return f"{where}: your fortunes hang on one economy more than the world's markets do."
    if home <= 40:
        return f"{where}, well below its weight in the world's markets."
    return f"{where} and {ref('group_international_now')} is outside North America."


def _describe_concentration(s: Situation) -> Iterator[str]:
    if company := s.concentrated_company:
        yield (
            f"**{escape_markdown(company.symbol)}, held directly, is {ref('largest_company_share')} of everything**, "
            f"more than the {ref('company_limit')} we hold prudent for a single company: a company can lose most of "
            f"its value and never come back, and your funds may hold it too. "
            f"{escape_markdown(company.symbol)} stands {ref('largest_company_excess')} above that limit."
        )
    elif s.portfolio.companies:
        yield (
            f"Single companies make up {ref('companies_share')} of everything; the largest company, "
            f"{escape_markdown(s.portfolio.companies[0][0].symbol)}, is {ref('largest_company_share')}, "
            f"within the limit of {ref('company_limit')}."
        )
    elif s.facts.value("funds_share") >= 50:
        yield (
            "You hold funds rather than single companies, and each fund spreads its money over many issuers: "
            "the number of lines in your account says little about your diversification."
        )
