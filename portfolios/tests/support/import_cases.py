"""The right result of each import case: files of brokers in which the import once went wrong. See imports/cases."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolios.tests.support.import_drive import Outcome

FOLDER = Path(__file__).parents[1] / "imports" / "cases"
CENTS = Decimal("0.02")
MINE = "My brokerage"
TRANSACTIONS = "lists transactions"
OPENS_ACCOUNTS = {"01", "02", "03", "04", "11", "43", "55"}
"""Files that open accounts of their own. The others are imported into the account of the new person."""
OPTIONS, SHORT = "options", "short positions"


@dataclass(frozen=True)
class Case:
    """accounts: by name the cash and, by symbol, quantity and value. refused: words by what is refused.

    message: words of the refusal of the whole file. choices: how many a new person makes at most.
    """

    accounts: dict[str, tuple[str, dict[str, tuple[str, str]]]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    message: str = ""
    choices: int = 1


CASES = {
    "01-fidelity-2026-lowercase.csv": Case({
        "Individual": ("4210.72", {"FXAIX": ("81.529", "21463.32")}),
        "ROTH IRA": ("55.10", {"SMPL": ("2.5", "100")}),
    }, choices=0),
    "02-fidelity-treasuries.csv": Case({
        "Individual": ("500", {"91282CGH8": ("10000", "9852.90"), "64966MWX1": ("5000", "5210")}),
    }, choices=0),
    "03-fidelity-options-shorts.csv": Case(
        {"Individual": ("0", {"AAPL": ("100", "23050")})},
        {"-AAPL270115C150": OPTIONS, "-SPY270620P512.5": OPTIONS, "GME": SHORT},
    ),
    "04-fidelity-401k-no-symbol.csv": Case({
        "ACME 401K PLAN": ("0", {
            "US-EQ-SP-500-INDEX": ("1200.5", "37515.63"), "TARGET-2045-TRUST-CL": ("410.2", "9065.42"),
        }),
        "BrokerageLink": ("0", {"VTI": ("50", "15000")}),
    }),
    "05-schwab-margin-futures.csv": Case(
        {MINE: ("-16531.98", {"BXMT": ("580.6414", "11204.11"), "DSU": ("2475.4712", "24383.39")})},
        {"AAPL 01/15/2027 150.00 C": OPTIONS},
    ),
    "08-schwab-lot-details.csv": Case({MINE: ("0", {"IAU": ("15", "150")})}, choices=0),
    "10-etrade-portfoliodownload.csv": Case(
        {MINE: ("7096.82", {
            "KEY-BANK-CD": ("110000", "109992.74"), "912828YB0": ("10000", "9850"), "LCTX": ("965", "1167.65"),
            "VMFXX": ("50000", "50000"),
        })},
        {"QQQ Dec 31 '26 $600 Put": OPTIONS, "ARBE May 15 '26 $1.50 Call": OPTIONS}, choices=2,
    ),
    "11-merrill-holdings.csv": Case({
        "CMA-Edge": ("774", {"AMD": ("10", "4209.90"), "VFIAX": ("3.124", "2136.97")}),
        "Roth IRA-Edge": ("157.71", {"ADBE": ("25", "6017.25")}),
    }, choices=0),
    "12-ibkr-activity-multicurrency.csv": Case(
        {MINE: ("500", {"GOOG": ("10", "1800"), "T-4-1-8-11-15-32": ("10000", "9850")})},
        {"ABEC": "euros", "Cash": "Swiss francs", "XXXX 20FEB26 200 C": OPTIONS}, choices=2,
    ),
    "13-ibkr-german-statement.csv": Case({MINE: ("0", {"TTD": ("1", "912.63"), "V": ("10", "2126.50")})}, choices=0),
    "14-degiro-portfolio.csv": Case(
        {MINE: ("0", {"US0231351067": ("65", "13845")})},
        {"IE00B5BMR087": "euros", "IE00B4L5Y983": "euros", "CH0012032048": "Swiss francs", "Cash": "Swiss francs"},
    ),
    "18-dkb-depot.csv": Case(
        refused={"DE000A0F5UH1": "euros", "US86803D1090": "euros", "DE000BASF111": "euros"},
        message="No rows to import",
    ),
    "19-flatex-depotbestand.csv": Case(
        refused={"LU0360863863": "euros", "IE00B4L5Y983": "euros"}, message="No rows to import", choices=0
    ),
    "21-hargreaves-lansdown-pence.csv": Case(
        refused={"B59G4Q7": "pounds", "OCDO": "pounds"}, message="No rows to import", choices=0
    ),
    "23-wealthsimple-holdings.csv": Case(
        {MINE: ("0", {"AAPL": ("10", "2000")})}, {"XEQT": "Canadian dollars", "CNQ": SHORT}
    ),
    "25-yahoo-portfolio-pence.csv": Case(
        {MINE: ("2500", {"AAPL": ("15", "3473.25")})},
        {"HSBA.L": "pounds", "0700.HK": "Hong Kong dollars", "AAPL270115C00150000": OPTIONS},
    ),
    "26-trading212-history.csv": Case(message=TRANSACTIONS, choices=0),
    "27-revolut-invest-account.csv": Case({MINE: ("0", {"TSLA": ("3", "250")})}),
    "29-etrade-transactions.csv": Case(message=TRANSACTIONS, choices=0),
    "31-wealthfolio-holdings-snapshots.csv": Case(
        {MINE: ("6000", {"AAPL": ("55", "11584.10"), "MSFT": ("30", "13408.50")})}, choices=0
    ),
    "32-jpm-positions-footnotes.csv": Case(
        {MINE: ("1620.16", {"VOO": ("320", "222035.20"), "91282CLW9": ("20000", "19824")})}, choices=0
    ),
    "33-m1-holdings.csv": Case(
        {MINE: ("0", {"VOO": ("14.83", "10585.80"), "JPM": ("20.05", "7277.70"), "MICC": ("12.53", "245.51")})},
        choices=0,
    ),
    "35-pp-statement-of-assets.csv": Case({MINE: ("0", {"AAPL": ("100", "20145")})}, {"VWCE.DE": "euros"}),
    "36-morgan-stanley-holdings.xlsx": Case({MINE: ("310.50", {"AAPL": ("10", "1000")})}, choices=0),
    "37-vanguard-html.xls": Case({MINE: ("0", {"VTI": ("50.5", "14140")})}, choices=0),
    "39-quicken-investments.qif": Case({MINE: ("0", {
        "VANGUARD-TOTAL-STOCK": ("50.5", "14140"), "APPLE-INC": ("10", "2000"),
    })}, choices=4),
    "41-ofx-treasury-percent-price.ofx": Case({
        MINE: ("0", {"EXMP": ("1", "1000"), "912810RW0": ("1000", "1000"), "912796Z77": ("96000", "95320.32")}),
    }, choices=0),
    "42-ofx-sweep-counted-twice.qfx": Case(
        {MINE: ("0", {"VMFXX": ("6543.21", "6543.21"), "VFIAX": ("10", "5000")})}, choices=0
    ),
    "43-ofx-no-seclist-two-accounts.qfx": Case({
        "Account ...4555": ("0", {"92202E862": ("10", "588.50")}),
        "Account ...7888": ("12.34", {"92202E862": ("4", "235.40")}),
    }, choices=3),
    "45-ofx-bankid-too-long.ofx": Case({MINE: ("1000.25", {})}, choices=0),
    "46-ofx2-no-xml-declaration.qfx": Case({MINE: ("1234.56", {})}, choices=0),
    "49-ofx-credit-card-positive.qfx": Case(message="credit card", choices=0),
    "52-schwab-transactions.csv": Case(message=TRANSACTIONS, choices=0),
    "55-fidelity-two-accounts-one-name.csv": Case({
        "ROTH IRA ...1111": ("100", {"VTI": ("10", "3000")}), "ROTH IRA ...2222": ("50", {"VTI": ("20", "6000")}),
    }, choices=0),
    "56-smartbroker-two-heading-rows.csv": Case(
        {MINE: ("0", {"865985": ("20", "4543.28")})}, {"A2JSDA": "euros"}, choices=2
    ),
    "61-ofx2-no-newlines-missing-bracket.qfx": Case({MINE: ("1234.56", {})}, choices=0),
    "62-ofx-401k-long-employer.qfx": Case({MINE: ("25", {"92202V351": ("117.506", "5171.44")})}, choices=0),
}  # fmt: skip


def list_faults(case: Case, outcome: Outcome) -> list[str]:
    """Return how an outcome differs from the right result; nothing if it is right."""
    is_said = case.message in outcome.message and bool(case.message) == bool(outcome.message)
    faults = [] if is_said else [outcome.message or "not refused"]
    if set(case.accounts) != set(outcome.accounts):
        return [*faults, f"accounts {sorted(outcome.accounts)}"]
    for name, (cash, positions) in case.accounts.items():
        faults += [f"{name}: {fault}" for fault in _account_faults(outcome.accounts[name], cash, positions)]
    said = dict(outcome.refused)
    wrong = {what: why for what, why in said.items() if what not in case.refused or case.refused[what] not in why}
    faults += [f"{what}: refused, {why}" for what, why in wrong.items()]
    faults += [f"{what}: not refused" for what in case.refused if what not in said]
    if len(outcome.choices) > case.choices:
        faults.append(f"choices: {', '.join(outcome.choices)}")
    return faults


def _account_faults(found: dict[str, Any], cash: str, positions: dict[str, tuple[str, str]]) -> list[str]:
    faults = [] if found["cash"] == Decimal(cash) else [f"cash {found['cash']}"]
    if set(found["positions"]) != set(positions):
        return [*faults, f"positions {sorted(found['positions'])}"]
    for symbol, (quantity, value) in positions.items():
        one = found["positions"][symbol]
        if one["quantity"] != Decimal(quantity) or abs((one["value"] or 0) - Decimal(value)) > CENTS:
            faults.append(f"{symbol}: {one['quantity']} worth {one['value']}")
    return faults
