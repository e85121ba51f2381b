"""Print what Alex says about households, without a database.

    python bench/households.py [FILE] [NAME ..]

FILE has the shape of advisors/evaluation/data/households.json, which is read unless another is given.
"""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")

import django

django.setup()

from advisors.actions.action import FIXED_LINE, Advised
from advisors.actions.advise import advise
from advisors.claims.writer import must_tell, write_document
from advisors.evaluation.cases import build_claim_case
from advisors.evaluation.households import FILE, build_snapshot, read_households

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def main() -> None:
    names = sys.argv[1:]
    file = Path(names.pop(0)) if names and names[0].endswith(".json") else FILE
    for name, household in read_households(file).items():
        if names and name not in names:
            continue
        start = time.perf_counter()
        case = build_claim_case(build_snapshot(household, now=NOW))
        document = write_document(case)
        seconds = time.perf_counter() - start
        kinds = {sentence.kind for sentence in document.sentences}
        missing = [statement.kind for statement in must_tell(case) if statement.kind not in kinds]
        print(f"# {name}\n\n{document.to_markdown()}\n")
        print_actions(advise(case))
        print(f"{len(document.sentences)} sentences in {seconds:.1f} s; must tell and missing: {missing or 'none'}\n")


def print_actions(actions: tuple[Advised, ...]) -> None:
    """Print each action with its tier, its reasons, its options and its effect."""
    print("## What to do, in this order\n")
    for advised in actions:
        effect, texts = advised.effect, [statement.text() for statement in advised.reason]
        print(f"{advised.priority}. **{advised.title.text()}** {' '.join(texts)}")
        for option in advised.options:
            print(f"   - {option.title.text()}")
        if advised.warning:
            print(f"   {advised.warning.text()}")
        print(f"   [{advised.tier.name.lower()}; {effect.measure} {effect.before} -> {effect.after}]")
    print(f"\n{FIXED_LINE}\n")


if __name__ == "__main__":
    main()
