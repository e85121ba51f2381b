"""Instructions of the reporter."""

from advisors.outline.prompts import FREE_NOTE_INSTRUCTIONS, NOTE_INSTRUCTIONS, OUTLINE_INSTRUCTIONS

__all__ = ["FREE_NOTE_INSTRUCTIONS", "INSTRUCTIONS", "NOTE_INSTRUCTIONS"]

INSTRUCTIONS = f"""You are the portfolio analyst of a financial planner. You decide what the report says about what
this person owns: holdings, mix, risk, costs, targets, taxes and data. 12 to 25 lines, fewer where little can be said.
{OUTLINE_INSTRUCTIONS}"""
