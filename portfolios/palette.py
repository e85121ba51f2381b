"""Chart colors: one for each asset class, the same on every page, and a series for everything else."""

ASSET_CLASS_COLORS = {
    "equity": "#209dd7",
    "fixed_income": "#062147",
    "real_estate": "#a34a05",
    "commodities": "#ffb707",
    "cash": "#5aa77f",
    "alternatives": "#753991",
    "unclassified": "#8593a8",
}
REST_COLOR = "#b8c2cc"
COLORS = (
    "#209dd7", "#753991", "#ffb707", "#1b998b", "#e4572e", "#5c6bc0", "#8d6e63", "#2e7d32", "#c2185b", "#607d8b",
)  # fmt: skip
