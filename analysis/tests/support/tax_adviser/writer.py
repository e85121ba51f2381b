from advisors.writing.case import Situation, ref


def write(situation: Situation) -> str:
    return f"## Taxes\n\n{ref('tax_status.tax_advantaged.share')} of your money is in tax-advantaged accounts."
