"""Where a judgment changes. Report, summary, actions and pages all ask these."""

from decimal import Decimal
from enum import StrEnum

ON_TARGET_POINTS = Decimal("0.5")
FAR_OFF_POINTS = Decimal(5)
FAR_OFF_SHARE_OF_TARGET = Decimal("0.25")
ABOUT_EQUAL_POINTS = Decimal(1)
COMPANY_LIMIT_PERCENT = Decimal(10)
SPECULATIVE_PERCENT = Decimal(10)
UNMODELLED_PERCENT = Decimal(50)
"""This share in coins or more: no projection can be trusted."""
OWN_SWINGS_PERCENT = Decimal(25)
"""More than this share in one company or in coins: the past of whole markets says little about such a mix."""
HOME_BIAS_PERCENT = Decimal(80)
MOSTLY_CASH_PERCENT = Decimal(50)
DIVERSIFIED_SCORE = 60
CONCENTRATED_SCORE = 40
DIVERSIFIED_NAMES = 15
"""Fewer equal holdings than this are not well diversified, whatever the score."""
ONE_HOLDING_NAMES = Decimal("1.5")
"""Fewer equal holdings than this are one holding in effect."""
WHOLE_PERCENT_FROM = Decimal(10)
"""A fall of this many percent or more is printed without decimals."""
CALM_RISK_SCORE = 3
ROUGH_RISK_SCORE = 7
VERY_LOW_COST_PERCENT = Decimal("0.10")
LOW_COST_PERCENT = Decimal("0.20")
HIGH_COST_PERCENT = Decimal("0.60")
ALL_COSTS_KNOWN_PERCENT = Decimal("99.9")
MIN_COSTS_KNOWN_PERCENT = Decimal(50)
MIN_DRAG_PERCENT = Decimal("0.5")
DEAR_PERCENT = Decimal("0.20")
MIN_SWAP_USD = Decimal(1)
LARGE_HOLDING_PERCENT = Decimal(10)
"""A holding from here on is large enough that an unknown cost matters."""
MIN_GAIN_USD = Decimal(1000)
"""A gain or loss of less is not worth a sentence."""
MIN_MISPLACED_PERCENT = Decimal(1)
MIN_TAXED_ACCOUNT_PERCENT = Decimal(25)
"""A traditional IRA of this share of the money or more decides what taxes take."""
RISK_PART_PERCENT = Decimal(5)
"""A class below this share, of the mix and of its risk, is no source of risk to speak of."""
COMPANY_SWINGS_POINTS = Decimal("0.1")
DISTRIBUTION_HINT_AGE = 60
DISTRIBUTION_AMOUNT_AGE = 70
PENALTY_AGE = 59
"""Half a year after it most withdrawals are free of the penalty. Ages are whole, so at 59 both may hold."""
CLEAR_ERRORS = 2
"""A change is clear when it is more than this many paired standard errors."""
MIN_SUCCESS_POINTS = Decimal(1)
MIN_INCOME_USD = Decimal(100)
"""From here on a change is worth advising: points of success or, without a goal, dollars a year."""
MIN_UNKNOWN_PERCENT = Decimal("0.1")
"""A smaller unclassified part is not worth a sentence."""
BLURRED_PERCENT = Decimal(10)
"""This share unclassified or more: nothing is judged about the mix."""
BLIND_PERCENT = Decimal(50)
"""This share unclassified or more: nothing is projected."""
NEARLY_ALL_PERCENT = Decimal("99.5")
HARDLY_ANY_PERCENT = Decimal("0.5")

MIN_IDLE_USD, MIN_IDLE_PERCENT = Decimal(1000), Decimal("0.2")
"""Cash without interest is worth a sentence from here on, both together."""
SAVING_LEADS_PERCENT, HALF_PERCENT, ALL_PERCENT = Decimal(25), Decimal(50), Decimal(100)
"""Yearly saving of this share of wealth or more matters more than markets do."""
TARGET_DATE_YEARS = Decimal(5)
"""A target-date fund fits within this many years of the retirement year."""
SAME_RANK_POINTS = Decimal("0.05")
"""Two shares this close have no order."""
PRINTED_AS_ALL_PERCENT = Decimal("99.95")
ABOUT_A_PART_POINTS, NEAR_A_PART_POINTS = Decimal("0.5"), Decimal("1.5")
"""A share is "about" a simple part within the first, and "a little over" or "under" it within the second."""
MOSTLY_CASH_PERCENT, CASH_EXCESS_POINTS = Decimal(50), Decimal(20)
MEDICARE_AGE = 65
CARE_AGE = 60
INSURANCE_AGE = 50
"""Below this age most people still insure their life and their work."""
ESTATE_TAX_USD = Decimal(15_000_000)
"""The federal estate tax begins here for one person who dies in 2026."""

STRONG_SUCCESS, STRONG_STRESSED = Decimal(90), Decimal(80)
SOUND_SUCCESS, SOUND_STRESSED = Decimal(85), Decimal(70)
LIKELY_SUCCESS = Decimal(75)
THIN_SUCCESS = Decimal(65)

LEVEL_INCOME_USD = Decimal(50)
"""Incomes a year that differ by no more are the same."""
PLAUSIBLE_SAVING_FACTOR = Decimal(2)
PLAUSIBLE_SAVING_SHARE_OF_GOAL = Decimal("0.25")
LATEST_RETIREMENT_AGE = 72
"""A later retirement is no advice."""
NEAR_RETIREMENT_YEARS = 5
MANY_YEARS = 10
"""So many years before retirement or more, time itself helps to close a gap."""
NEAR_MONEY_YEARS = 3
LAST_SOCIAL_SECURITY_AGE = 70
COMPANY_SWINGS_PERCENT = Decimal(5)
"""From this share of one company, people must hear that the scenarios count its own swings."""
MOST_FAIL_PERCENT = Decimal(50)
BARELY_GROWS_POINTS = Decimal("1.5")
SLOWLY_GROWS_POINTS = Decimal(3)
SMALLEST_CHANGE_POINTS = Decimal("0.5")
"""A smaller change of the chance of success is not worth a sentence."""
SMALLEST_CUT_PERCENT = Decimal(1)
KINDER_PAST_POINTS = Decimal(5)
MIN_HISTORY_PERIODS = 5


class PlanVerdict(StrEnum):
    """How a plan stands. LIKELY and THIN are one band, worded in two ways."""

    STRONG = "strong"
    SOUND = "sound"
    FRAGILE = "fragile"
    LIKELY = "likely"
    THIN = "thin"
    OFF = "off"


SOUND_VERDICTS = frozenset({PlanVerdict.STRONG, PlanVerdict.SOUND})


def judge_plan(success: Decimal, stressed: Decimal) -> PlanVerdict:
    """Return the verdict on a plan. success, stressed: percent, as it is and with returns one point lower a year."""
    if success >= STRONG_SUCCESS and stressed >= STRONG_STRESSED:
        return PlanVerdict.STRONG
    if success >= SOUND_SUCCESS:
        return PlanVerdict.SOUND if stressed >= SOUND_STRESSED else PlanVerdict.FRAGILE
    if success >= THIN_SUCCESS:
        return PlanVerdict.LIKELY if success >= LIKELY_SUCCESS else PlanVerdict.THIN
    return PlanVerdict.OFF


def is_far_off(drift: Decimal, target: Decimal) -> bool:
    """Return whether a share is far enough off its target to act on. drift: points; target: percent."""
    return abs(drift) >= FAR_OFF_POINTS or (target > 0 and abs(drift) >= target * FAR_OFF_SHARE_OF_TARGET)


def plausible_saving(saving: Decimal, goal: Decimal) -> Decimal:
    """Return the most that a person can be asked to save a year. saving, goal: dollars a year."""
    return max(PLAUSIBLE_SAVING_FACTOR * saving, PLAUSIBLE_SAVING_SHARE_OF_GOAL * goal)


def is_clear(change: Decimal, error: Decimal | None) -> bool:
    """Return whether a change on the same scenarios is more than chance. error: its paired standard error."""
    return change != 0 and abs(change) > CLEAR_ERRORS * (error or Decimal(0))


HIGH_INCOME_SHARE = 0.25
"""This part of the scenarios with an income so high that the alternative minimum tax may matter: we say so."""
MIN_TAX_PERCENT, MIN_LIFETIME_TAX_USD = Decimal(1), Decimal(1000)
"""Below these, taxes take next to nothing."""
SOON_RETIRED_YEARS = 10
"""Within this many years, the tax on the next dollar of retirement is worth knowing."""
