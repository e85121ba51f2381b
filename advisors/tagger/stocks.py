"""Guess region and sector of a company by its symbol and its name. A guess is a proposal, never knowledge."""

import re
from typing import NamedTuple

HOME_REGION = "north_america"
FOREIGN_REGION = "international"
REGION_BY_EXCHANGE = {
    "TO": "north_america", "V": "north_america", "L": "europe", "DE": "europe", "F": "europe", "PA": "europe",
    "AS": "europe", "BR": "europe", "SW": "europe", "MI": "europe", "MC": "europe", "ST": "europe", "CO": "europe",
    "OL": "europe", "HE": "europe", "VI": "europe", "T": "asia", "HK": "asia", "SS": "asia", "SZ": "asia",
    "KS": "asia", "TW": "asia", "NS": "asia", "BO": "asia", "SI": "asia", "AX": "oceania", "NZ": "oceania",
    "SA": "latin_america", "MX": "latin_america", "BA": "latin_america", "JO": "africa", "TA": "middle_east",
}  # fmt: skip
"""By the suffix of the symbol, as price providers write it: SHEL.L is listed in London."""
REGION_BY_WORD = {
    "canada": "north_america", "canadian": "north_america", "british": "europe", "deutsche": "europe",
    "française": "europe", "swiss": "europe", "nordic": "europe", "japan": "asia", "nippon": "asia", "china": "asia",
    "taiwan": "asia", "korea": "asia", "hong kong": "asia", "singapore": "asia", "australia": "oceania",
    "brasil": "latin_america", "brasileiro": "latin_america", "argentina": "latin_america", "chile": "latin_america",
    "israel": "middle_east", "south africa": "africa",
}  # fmt: skip
REGION_BY_LEGAL_FORM = {
    "plc": "europe", "p.l.c.": "europe", "n.v.": "europe", "nv": "europe", "ag": "europe", "se": "europe",
    "asa": "europe", "a/s": "europe", "oyj": "europe", "s.p.a.": "europe", "ab": "europe", "s.a.": FOREIGN_REGION,
    "adr": FOREIGN_REGION, "ads": FOREIGN_REGION, "limited": FOREIGN_REGION, "ltd.": FOREIGN_REGION,
    "ltd": FOREIGN_REGION,
}  # fmt: skip
"""Forms of companies that are not American. Some countries share a form, so it names only a region or “abroad”."""
SECTOR_BY_WORD = {
    "financials": ("bank", "bankshares", "bancshares", "bancorp", "insurance", "assurance", "financial"),
    "healthcare": (
        "pharmaceutical", "pharmaceuticals", "pharma", "therapeutics", "biosciences", "biotech", "biotechnology",
        "medical", "healthcare", "surgical", "diagnostics", "genomics",
    ),
    "technology": ("software", "semiconductor", "semiconductors"),
    "energy": ("petroleum", "oil", "drilling", "pipeline", "pipelines", "midstream"),
    "utilities": ("utilities", "power & light", "water works"),
    "industrials": ("airlines", "airways", "railroad", "railway", "aerospace"),
    "materials": ("mining", "steel", "chemical", "chemicals", "cement"),
    "real_estate": ("realty", "reit", "properties", "real estate"),
    "consumer_staples": ("foods", "beverages", "brewing", "tobacco"),
    "consumer_discretionary": ("motors", "motor", "restaurants", "hotels", "resorts"),
    "communication": ("telecom", "telecommunications", "wireless", "broadcasting", "telephone"),
}  # fmt: skip
"""Only words that say what a company does. Technologies, energy, industries or group can mean anything."""
PLAIN_SYMBOL = re.compile(r"[A-Z]{1,5}(?:\.[A-C])?")
"""As American exchanges write symbols, with a share class or without."""
FOREIGN_OTC_SYMBOL = re.compile(r"[A-Z]{4}[FY]")
"""Fifth letters that mark foreign shares (F) and depositary receipts (Y) in American trading over the counter."""


class Hint(NamedTuple):
    """A key of the taxonomy, and the sign for it as the end of a sentence."""

    key: str
    sign: str


def find_region(symbol: str, name: str) -> Hint | None:
    """Return the region of a company by its exchange, its name or its legal form; else American by a plain symbol."""
    suffix = symbol.rpartition(".")[2] if "." in symbol else ""
    if suffix in REGION_BY_EXCHANGE:
        return Hint(REGION_BY_EXCHANGE[suffix], f"its symbol ends in “{suffix}”, as on an exchange there")
    for regions in (REGION_BY_WORD, REGION_BY_LEGAL_FORM):
        for word, region in regions.items():
            if _has_word(name, word):
                return Hint(region, f"its name says “{word}”")
    if FOREIGN_OTC_SYMBOL.fullmatch(symbol):
        return Hint(FOREIGN_REGION, "its symbol ends like those of foreign shares in American trading")
    if PLAIN_SYMBOL.fullmatch(symbol):
        return Hint(HOME_REGION, "its symbol is one of an American exchange, and its name names no other country")
    return None


def find_sector(name: str) -> Hint | None:
    """Return the sector that a word of the name says."""
    for sector, words in SECTOR_BY_WORD.items():
        for word in words:
            if _has_word(name, word):
                return Hint(sector, f"its name says “{word}”")
    return None


def _has_word(name: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", name, re.IGNORECASE) is not None
