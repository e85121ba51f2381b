from advisors.outline.output import SectionsOutput


class TaxOutput(SectionsOutput):
    def describe(self) -> str:
        return self.describe_lines("What taxes cost")


OUTPUTS = {"taxes": TaxOutput}
