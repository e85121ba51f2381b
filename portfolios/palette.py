"""One colour for each key of the taxonomy, the same on every page."""

ASSET_CLASS_COLORS = {
    "equity": "#209dd7",
    "fixed_income": "#062147",
    "real_estate": "#a34a05",
    "commodities": "#ffb707",
    "cash": "#5aa77f",
    "alternatives": "#753991",
    "unclassified": "#8593a8",
}
