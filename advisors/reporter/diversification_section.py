"""The report's section on diversification and concentration."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table, join_words
from portfolios.facts.allocation import REST_LABEL
from portfolios.facts.families import Family, Measure
from portfolios.quality.grade import HALF_PERCENT
from portfolios.risk.diversification import CONCENTRATED_BELOW, DIVERSIFIED_FROM
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets


def write_diversification_section(s: Situation) -> str:
    if not s.has_value:
        return ""
    asset_shares = [f"{label(key).lower()} {ref(f'asset_class.{key}.share')}" for key in s.portfolio.asset_classes]
    sectors = []
    if "spread.largest_sector.share" in s.facts:
        sector = s.facts["spread.largest_sector.share"].subject[1]
        sectors.append(f"Largest sector: {sector}, with {ref('spread.largest_sector.share')} of everything.")
        sectors.append(_format_bucket_table(Family.SECTOR, "Sector", s.portfolio.sectors))
    parts = [
        "## Diversification and concentration",
        _describe_score(s),
        f"Looking through your funds, your money is in {join_words(asset_shares)}.",
        _format_bucket_table(Family.ASSET_CLASS, "Asset class", s.portfolio.asset_classes),
        _describe_regions(s),
        _format_bucket_table(Family.REGION, "Region", s.portfolio.regions),
        *sectors,
        *_describe_concentration(s),
    ]
    return "\n\n".join(part for part in parts if part)


def _describe_score(s: Situation) -> str:
    if "spread.score" not in s.facts or s.facts.value(Family.ASSET_CLASS, Measure.SHARE, "cash") >= HALF_PERCENT:
        return ""  # cash depends on no company, but that is not what people mean by diversified
    score = s.facts.value(Family.SPREAD, Measure.SCORE)
    verdict = "diversified" if score >= DIVERSIFIED_FROM else "partly diversified"
    if score < CONCENTRATED_BELOW:
        verdict = "concentrated"
    words = f"Your diversification score is {ref('spread.score')}, where {ref('spread.best')} is best: {verdict}."
    if "spread.names.effective" in s.facts:
        many = ref("spread.names.effective", "whole")
        words += f" Looking through your funds, so many names of equal size would be as good: {many}."
    return words


def _format_bucket_table(family: Family, title: str, amounts: Mapping[str, Decimal]) -> str:
    """Format shares that sum to the whole: a long tail is one row, the unclassified part another."""
    head, tail = split_largest_buckets(amounts)
    names = [(key, label(key)) for key in head]
    if tail:
        names.append(("rest", REST_LABEL))
    if UNCLASSIFIED in amounts:
        names.append((UNCLASSIFIED, label(UNCLASSIFIED)))
    rows = [[name, ref(f"{family}.{key}.value"), ref(f"{family}.{key}.share")] for key, name in names]
    return format_table([title, "Value", "Share"], rows)


def _describe_regions(s: Situation) -> str:
    if "region_group.north_america.share_of_equity" not in s.facts:
        return "You hold no stocks, or too few with a known region to compare them."
    home = s.facts.value(Family.REGION_GROUP, Measure.SHARE_OF_EQUITY, "north_america")
    where = f"Of your stocks, {ref('region_group.north_america.share_of_equity')} is in North America"
    if home >= 80:
        return f"{where}: your fortunes hang on one economy more than the world's markets do."
    if home <= 40:
        return f"{where}, well below its weight in the world's markets."
    return f"{where} and {ref('region_group.international.share_of_equity')} is outside North America."


def _describe_concentration(s: Situation) -> Iterator[str]:
    if company := s.concentrated_company:
        yield (
            f"**{escape_markdown(company.symbol)}, held directly, is {ref(f'company.{s.company_key}.share')} of "
            "everything**, "
            f"more than the {ref('company.limit')} we hold prudent for a single company: a company can lose most of "
            f"its value and never come back, and your funds may hold it too. "
            f"{escape_markdown(company.symbol)} stands {ref(f'company.{s.company_key}.excess')} above that limit."
        )
    elif s.portfolio.companies:
        yield (
            f"Single companies make up {ref('spread.companies.share')} of everything; the largest company, "
            f"{escape_markdown(s.portfolio.companies[0][0].symbol)}, is {ref(f'company.{s.company_key}.share')}, "
            f"within the limit of {ref('company.limit')}."
        )
    elif s.facts.value(Family.SPREAD, Measure.SHARE, "funds") >= 50:
        yield (
            "You hold funds rather than single companies, and each fund spreads its money over many issuers: "
            "the number of lines in your account says little about your diversification."
        )
