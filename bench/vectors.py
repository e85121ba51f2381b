"""Print how far figures are from a file of vectors: `python bench/vectors.py FILE`.

FILE has the shape of federal_tax_vectors.json, social_security_vectors.json or plan_vectors.json. Each figure that is
off by more than the file's tolerance is one line; the exit code is 1 if there is any.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisors.retirement.tax_law.law import law_years, load_law
from advisors.tests.support.plan_vectors import compare_plans
from advisors.tests.support.tax_vectors import Deviation, compare_federal, compare_social_security


def compare(document: dict) -> list[Deviation]:
    """Return the deviations of a document, whichever shape it has."""
    cases = document.get("cases")
    if cases is None:
        return list(compare_social_security(document, load_law(law_years()[-1])))
    return list((compare_plans if "plan" in cases[0] else compare_federal)(document))


def main() -> None:
    """Print the deviations of the file."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    deviations = compare(document)
    for deviation in deviations:
        off = deviation.found - deviation.expected
        print(
            f"{deviation.case}: {deviation.figure}: expected {deviation.expected}, found {deviation.found}, off {off}"
        )
    print(f"{len(document.get('cases', ())) or 'all'} cases, {len(deviations)} deviations")
    sys.exit(1 if deviations else 0)


if __name__ == "__main__":
    main()
