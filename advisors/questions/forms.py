"""All forms of question that Alex answers without a model, and those it refuses. A new one is one entry."""

from advisors.questions.form import Group, Pick, QuestionForm, Refusal
from portfolios.facts.families import Family, Measure

PLAN_WHY = (Pick("biggest_swing"), Pick("one_point"), Pick("if_it_fails"))
CHANGE_WHY = (Pick("biggest_swing"), Pick("assumption", ("growth",)), Pick("assumption", ("inflation",)))
DATA_PICKS = (
    Pick("assumed"), Pick("missing_cost", most=2), Pick("left_out", most=2), Pick("unclassified"), Pick("prices"),
    Pick("grade"), Pick("income_missing"), Pick("assumption", most=6),
)  # fmt: skip

FORMS: tuple[QuestionForm, ...] = (
    QuestionForm(
        "worth", Group.STAND, ("What am I worth?",),
        "worth, worth money, worth portfolio, own money, worth account_noun, own worth money, how_much own",
        (Pick("empty"), Pick("worth"), Pick("left_out", most=2), Pick("prices")), source="portfolio.value",
        without=frozenset({"need"}),
        why=(Pick("market_gain"), Pick("returns"), Pick("rank", ("account",))),
    ),
    QuestionForm(
        "member", Group.STAND, ("How much do I have in stocks?",),
        "MEMBER own, MEMBER worth, MEMBER share, MEMBER, MEMBER share own, MEMBER share money, MEMBER money, "
        "MEMBER own money, MEMBER money worth, MEMBER share portfolio, MEMBER portfolio, MEMBER account_noun, "
        "MEMBER own worth, MEMBER worth account_noun, MEMBER portfolio worth",
        member_picks=(
            Pick("holding_worth", by_member=True), Pick("account_worth", by_member=True), Pick("share", by_member=True),
            Pick("against_target", by_member=True),
        ),
        offered=False, member_facts=((None, Measure.VALUE), (None, Measure.SHARE)),
    ),
    QuestionForm(
        "split", Group.MIX, ("How is my money divided?",),
        "split, split money, split portfolio, split own, class_noun split, class_noun, class_noun share",
        (Pick("split"), Pick("rank", ("sector", "1")), Pick("rank", ("region", "1")), Pick("home_bias")),
        why=(Pick("off_target"), Pick("against_target", most=2)),
    ),
    QuestionForm(
        "compare_members", Group.MIX, ("Do I have more in stocks or bonds?",),
        "MEMBERS versus, MEMBERS versus more, MEMBERS versus own more, MEMBERS more own, MEMBERS versus most, "
        "MEMBERS versus own",
        member_picks=(Pick("compare", by_member=True),), offered=False, member_facts=((None, Measure.SHARE),),
    ),
    QuestionForm(
        "largest", Group.MIX, ("What is my largest holding?", "What is my largest sector?"),
        "most holding_noun, most portfolio, most, most own, most holding_noun own",
        (Pick("rank", ("holding",), most=3), Pick("company")),
    ),
    QuestionForm(
        "largest_sector", Group.MIX, (), "most sector_noun, most sector_noun share, sector_noun share, sector_noun",
        (Pick("rank", ("sector",), most=3),), offered=False,
    ),
    QuestionForm(
        "largest_region", Group.MIX, (), "most region_noun, most region_noun share, region_noun share, region_noun",
        (Pick("rank", ("region",), most=3),), offered=False,
    ),
    QuestionForm(
        "largest_account", Group.MIX, (), "most account_noun, most portfolio account_noun",
        (Pick("rank", ("account",), most=3),), offered=False,
    ),
    QuestionForm(
        "largest_class", Group.MIX, (), "most class_noun", (Pick("rank", ("asset_class",), most=3),), offered=False,
    ),
    QuestionForm(
        "on_track", Group.STAND, ("Am I on track?",),
        "track, enough retire, enough money, enough save, last money, last, track plan, track retire, track "
        "retire plan, enough, enough save retire, enough money retire, retire enough AGE, enough own save, enough "
        "plan, last money retire, last retire, retire plan",
        (Pick("on_track"), Pick("one_point"), Pick("goal_gap"), Pick("time_left"), Pick("no_projection")),
        why=PLAN_WHY, source="plan.success",
    ),
    QuestionForm(
        "takes", Group.CHANGE, ("What would it take to be 90% sure?",),
        "need reach, need save, need more save, need track, save reach, need save reach, reach track, need reach "
        "PERCENT, reach PERCENT, need reach plan, reach plan, need plan, need save money, save reach plan, need "
        "more save reach, need save reach plan, need enough, reach worth, need save worth, need more save worth, "
        "need enough save, reach track",
        (Pick("close_the_gap", is_action=True), Pick("saving_needed"), Pick("earliest"), Pick("best_change"),
         Pick("goal_gap")),
        why=PLAN_WHY, source="plan.extra_saving",
    ),
    QuestionForm(
        "when", Group.CHANGE, ("When can I retire?",),
        "when retire, retire earlier when, when retire reach, when work",
        (Pick("earliest"), Pick("when"), Pick("on_track")), why=PLAN_WHY, source="plan.earliest_age",
    ),
    QuestionForm(
        "income", Group.STAND, ("How much can I spend a year?",),
        "spend, spend retire, withdraw, withdraw retire, withdraw reach, spend reach, withdraw when retire, spend "
        "when retire, spend money, spend retire money, reach withdraw",
        (Pick("sustained", ("90",)), Pick("goal_gap"), Pick("sustained", ("80",)), Pick("draw")), why=PLAN_WHY,
        source="plan.sustained_90",
    ),
    QuestionForm(
        "at_retirement", Group.STAND, ("How much will I have when I retire?",),
        "when retire own how_much, when retire own, when retire worth, when retire money, retire own how_much",
        (Pick("at_retirement"), Pick("at_end")), why=PLAN_WHY, source="plan.at_retirement_median",
    ),
    QuestionForm(
        "saving", Group.CHANGE, (), "save how_much", (Pick("assumption", ("saving",)), Pick("saving_total")),
        offered=False, nothing="Your plan has no saving.",
    ),
    QuestionForm(
        "actions", Group.CHANGE, ("What should I do next?",), "advice, advice most, advice need, advice trade",
        (Pick("", is_action=True, most=6),), nothing="This analysis advises nothing to do.",
    ),
    QuestionForm(
        "save_more", Group.CHANGE, ("What if I save $300 a month more?",),
        "if save more DOLLARS, if save more, if save DOLLARS, save more DOLLARS, if save more NUMBER, save more "
        "NUMBER, if more save money DOLLARS",
        change="save_more", without=frozenset({"less"}), why=CHANGE_WHY,
    ),
    QuestionForm(
        "retire_later", Group.CHANGE, ("What if I retire 2 years later?",),
        "if retire AGE, if retire later YEARS, if work more YEARS, if work later YEARS, if retire later, if work "
        "AGE, retire later YEARS, if retire YEARS later, if work YEARS, if work later, if work more",
        change="retire_later", without=frozenset({"earlier"}), why=CHANGE_WHY,
    ),
    QuestionForm(
        "spend_less", Group.CHANGE, ("What if I spend 10% less?",),
        "if spend less PERCENT, if spend less, if spend DOLLARS, spend less PERCENT, if spend less DOLLARS, if "
        "spend PERCENT",
        change="spend_less", without=frozenset({"more"}), why=CHANGE_WHY,
    ),
    QuestionForm(
        "more_equity", Group.CHANGE, ("What if I held 10 points more in stocks?",),
        "if more STOCKS PERCENT, if more STOCKS own PERCENT, if more STOCKS, if more STOCKS share PERCENT, if "
        "move TO_STOCKS PERCENT, if move TO_STOCKS share PERCENT, if TO_STOCKS move",
        change="more_equity", without=frozenset({"less"}), why=CHANGE_WHY,
    ),
    QuestionForm(
        "less_equity", Group.CHANGE, ("What if I held 10 points less in stocks?",),
        "if less STOCKS PERCENT, if less STOCKS own PERCENT, if less STOCKS, if move TO_BONDS PERCENT, if "
        "TO_BONDS move, if less STOCKS share PERCENT, if less STOCKS own share PERCENT, if move TO_BONDS share "
        "PERCENT",
        change="less_equity", without=frozenset({"more"}), why=CHANGE_WHY, offered=False,
    ),
    QuestionForm(
        "off_target", Group.MIX, ("What am I off target on?",),
        "off target, off, off portfolio, off split, rebalance need, target, MEMBER off target, MEMBER target, "
        "MEMBER off, off target split, need rebalance",
        (Pick("off_target"), Pick("against_target", most=4)),
        (Pick("against_target", by_member=True), Pick("off_target")),
        why=(Pick("split"), Pick("rank", ("holding", "1"))),
        nothing="Your analysis compares nothing with targets. Confirm your targets in your plan, then start a new one.",
    ),
    QuestionForm(
        "trade", Group.MIX, ("Which trade fixes my mix?",),
        "trade, trade reach, trade split, rebalance, trade rebalance, rebalance sell need, trade target, trade "
        "rebalance target, rebalance target, trade need, trade reach split, need trade rebalance target, "
        "rebalance sell, rebalance buy",
        (Pick("rebalance", is_action=True), Pick("sell_down", is_action=True), Pick("trade", most=6),
         Pick("plan_cost")),
        why=(Pick("off_target"), Pick("company")), nothing="No trade is advised in this analysis.",
    ),
    QuestionForm(
        "fees", Group.COSTS, ("What do I pay in fees?",),
        "fees, fees fund_noun, most fees, fees holding_noun, fees most holding_noun, need fees, fees own, fees "
        "money, MEMBER fees, MEMBER fees own",
        (Pick("fees"), Pick("fee_drag"), Pick("dearest"), Pick("cheaper", most=2)),
        (Pick("dearest", by_member=True), Pick("cheaper", by_member=True)), source="fees.yearly",
        member_facts=((Family.FUND_COST, Measure.RATIO), (Family.FUND_COST, Measure.YEARLY)),
        why=(Pick("dearest"), Pick("cheaper", most=2)),
    ),
    QuestionForm(
        "bad_year", Group.STAND, ("How bad could a year be?",),
        "crash, crash market, if crash market, if crash, crash money, crash market own, risk portfolio",
        (Pick("bad_year"), Pick("crash", ("2008",)), Pick("crash", ("1974",)), Pick("risk_level")),
        source="risk.bad_year_fall", why=(Pick("risk_source", most=2), Pick("growth")),
    ),
    QuestionForm(
        "halves", Group.STAND, (), "if MEMBER half crash, if MEMBER half, MEMBER half, MEMBER half crash",
        member_picks=(Pick("halves", by_member=True),), offered=False,
        nothing="Your analysis tests a fall by half only for companies that are a large part of your money.",
    ),
    QuestionForm(
        "risk", Group.STAND, ("Am I well diversified?",),
        "spread, risk, company, spread company, MEMBER spread, why risk, spread portfolio, spread own, spread "
        "company own, most risk, company share, company own, MEMBER spread portfolio, MEMBER sell need, MEMBER "
        "sell, MEMBER company spread",
        (Pick("company"), Pick("diversification"), Pick("risk_level"), Pick("risk_source", most=2), Pick("companies")),
        (Pick("company", by_member=True), Pick("holding_worth", by_member=True), Pick("gain", by_member=True, most=2)),
        source="spread.score", why=(Pick("risk_source", most=3), Pick("companies")),
    ),
    QuestionForm(
        "changed", Group.ANALYSIS, ("What changed since my last analysis?",),
        "changed, changed since, changed portfolio since, changed portfolio, why changed, why track since, why "
        "less since, why track less since, why more since, changed track, changed since track, why track less "
        "versus since, why track more versus since, why changed since, changed money",
        nothing="I compare two analyses on a page of its own, one factor at a time.",
    ),
    QuestionForm(
        "source", Group.ANALYSIS, ("Where does my chance come from?",),
        "source, source PERCENT, source DOLLARS, source NUMBER, source track, source crash, source fees, source "
        "worth, source withdraw, source spend, source risk, source enough, source spread",
        nothing="Name a figure of your analysis, such as your chance, your fees or a bad year.",
    ),
    QuestionForm(
        "missing", Group.ANALYSIS, ("What is missing or assumed?",),
        "missing, assume, missing need, assume missing, missing own", DATA_PICKS,
        nothing="Nothing is missing or assumed in this analysis.",
    ),
    QuestionForm(
        "assume_inflation", Group.ANALYSIS, (), "inflation, inflation assume",
        (Pick("assumption", ("inflation",)), Pick("swing", ("higher_inflation",)), Pick("real_growth")), offered=False,
        source="plan.inflation",
    ),
    QuestionForm(
        "assume_return", Group.ANALYSIS, (), "return, return assume",
        (Pick("assumption", ("growth",)), Pick("growth"), Pick("swing", ("lower_return",))), offered=False,
        source="plan.growth",
    ),
    QuestionForm(
        "cash", Group.CASH, ("How much cash do I have?", "How long would my cash last?"),
        "cash, cash own, cash last, reserve, reserve own, cash reserve, reserve enough, reserve worth, cash "
        "holding_noun, cash own reserve, cash worth, cash share, cash money, cash enough, reserve enough worth, "
        "cash portfolio",
        (Pick("share", ("asset_class", "cash")), Pick("reserve"), Pick("reserve_account"), Pick("safe_years"),
         Pick("near_money"), Pick("idle_cash"), Pick("uninsured_cash")),
        source="reserve.value",
    ),
    QuestionForm(
        "location", Group.COSTS, ("Is each fund in the right account?",),
        "location, location fund_noun, location holding_noun, location tax, MEMBER location, MEMBER location "
        "move, location own, MEMBER location move need, location money, MEMBER location tax, MEMBERS move, "
        "MEMBERS move need, MEMBERS move account_noun need",
        (Pick("misplaced", most=4), Pick("taxed_account")),
        (Pick("misplaced", by_member=True), Pick("misplaced", most=4)),
        nothing="Nothing in your accounts would clearly fit better in another one.",
    ),
    QuestionForm(
        "tax", Group.COSTS, ("What tax would selling cause?",),
        "tax sell, MEMBER tax sell, MEMBER tax, MEMBER tax sell if, MEMBER tax own",
        (Pick("gain", most=2), Pick("gain_of", most=2), Pick("offset_loss"), Pick("missing_cost")),
        (Pick("gain", by_member=True, most=2), Pick("gain_of", by_member=True), Pick("offset_loss", by_member=True),
         Pick("missing_cost", by_member=True)),
        nothing="Your analysis does not say what tax that would cause.",
        member_facts=((None, Measure.GAIN),),
    ),
    QuestionForm(
        "not_modelled", Group.ANALYSIS, ("What is not modeled?",),
        "model, model negation, model tax, model negation tax, model plan, model negation plan, model source",
        (Pick("not_modelled"), Pick("not_counted"), Pick("early_access")),
        nothing="This analysis names nothing that it leaves out.",
    ),
    QuestionForm(
        "social", Group.STAND, (), "social, social start, social when, social when start, social own, social model",
        (Pick("income", most=4), Pick("income_missing")), offered=False,
        nothing="Your plan has no other income. Add it in your plan, then start a new analysis.",
    ),
    QuestionForm(
        "performance", Group.STAND, ("How has my money grown?",),
        "performed, performed money, performed portfolio, performed since",
        (Pick("returns", most=2), Pick("market_gain")),
        nothing="There is too little history of your accounts to say how they did.",
    ),
    QuestionForm(
        "member_gain", Group.STAND, (), "MEMBER performed, MEMBER performed own", offered=False,
        member_facts=((None, Measure.COST_GAIN), (None, Measure.COST_GAIN_SHARE)),
        nothing="There is no cost recorded for it, so its gain is not known.",
    ),
    QuestionForm(
        "past", Group.STAND, ("Would my plan have lasted in the past?",),
        "past, past last, past plan, past track, past last plan", (Pick("history"),),
    ),
)  # fmt: skip
FORMS_BY_KEY = {form.key: form for form in FORMS}

REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        "forecast",
        "forecast MEMBER, forecast market, forecast, price MEMBER, price market, MEMBER price forecast, coming "
        "market, coming price, coming MEMBER, coming market forecast",
        "I don't forecast prices or markets.",
    ),
    Refusal(
        "pick",
        "buy, tip, buy holding_noun, tip holding_noun, buy need, buy MEMBER, buy MEMBER need",
        "I don't pick what to buy. I only work with what you own and with your targets.",
    ),
    Refusal("others", "others", "I only answer about you: I know nothing of other people."),
    Refusal("filing", "filing, filing tax", "I don't file taxes or fill out forms."),
)
