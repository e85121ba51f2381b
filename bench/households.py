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

from advisors.actions.advise import advise
from advisors.claims.building import build_claim_case
from advisors.claims.ranking import must_tell
from advisors.document.assembling import write_document
from advisors.document.letter import count_words
from advisors.document.markdown import document_to_markdown
from advisors.evaluation.gold_letters import compare_letter, read_gold_letters, shared_share
from advisors.evaluation.households import FILE, build_snapshot, read_households

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHARED_BY = 5


def main() -> None:
    names = sys.argv[1:]
    file = Path(names.pop(0)) if names and names[0].endswith(".json") else FILE
    gold, documents = read_gold_letters(), []
    for name, household in read_households(file).items():
        if names and name not in names:
            continue
        start = time.perf_counter()
        case = build_claim_case(build_snapshot(household, now=NOW))
        actions = advise(case)
        document = write_document(case, actions)
        documents.append(document)
        seconds = time.perf_counter() - start
        kinds = {sentence.kind for sentence in document.all_sentences}
        missing = [statement.kind for statement in must_tell(case) if statement.kind not in kinds]
        print(f"# {name}\n\n{document_to_markdown(document)}\n")
        for action in document.actions:
            effect = action.effect
            print(f"[{action.priority}. {action.tier}; {effect.measure} {effect.before} -> {effect.after}]")
        count = sum(1 for _ in document.all_sentences)
        print(f"{count} sentences in {seconds:.1f} s; must tell and missing: {missing or 'none'}")
        print(f"letter: {count_words(document.letter, actions)} words, {len(actions)} actions")
        if name in gold:
            found = compare_letter(document, gold[name], case, actions)
            said = found.sentences - len(found.missing)
            print(f"gold: {said} of {found.sentences} said; missing: {list_or_none(found.missing)}"
                  f"; said against the gold: {list_or_none(found.against)}")  # fmt: skip
        print()
    print(f"sentences shared by {SHARED_BY} or more letters: {shared_share(documents, SHARED_BY):.0%}")


def list_or_none(items: tuple[str, ...]) -> str:
    return ", ".join(items) or "none"


if __name__ == "__main__":
    main()
