"""What a language model proposes of a statement: texts that it copies from lines. Code believes none of them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Copied = Annotated[str, Field(max_length=200)]
Figure = Annotated[str, Field(max_length=40)]
MAX_ACCOUNTS, MAX_HOLDINGS = 20, 500


class Proposal(BaseModel):
    """Base of all parts: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class ProposedHolding(Proposal):
    line: int = Field(ge=1, description="The number of the line with the figures of the holding. Example: 14")
    symbol: Copied = Field(
        description="Its ticker or CUSIP as the line or one beside it says; empty if none does. Example: VTI"
    )
    name: Copied = Field(description="Its name as the same lines say it. Example: VANGUARD TOTAL STOCK MARKET ETF")
    quantity: Figure = Field(description="As the line writes it; empty for cash. Example: 100.000")
    price: Figure = Field(description="Of one unit, as the line writes it; empty for cash. Example: 250.00")
    value: Figure = Field(description="Its market value, never its cost, as the line writes it. Example: $25,000.00")


class ProposedAccount(Proposal):
    name: Copied = Field(description="As a line of the text writes it. Example: Roth IRA ...1234")
    holdings: list[ProposedHolding] = Field(max_length=MAX_HOLDINGS, description="All of them, cash too.")
    total: Figure = Field(description="The value of the whole account as a line writes it. Example: $25,310.20")
    total_line: int = Field(ge=1, description="The number of that line. Example: 20")


class StatementProposal(Proposal):
    """The holdings of a statement, by account."""

    dated: Annotated[str, Field(max_length=40)] = Field(
        description="The day of the values, with the words of a line. Example: November 30, 2026"
    )
    dated_line: int = Field(ge=1, description="The number of that line. Example: 2")
    accounts: list[ProposedAccount] = Field(max_length=MAX_ACCOUNTS)
