"""The words of questions, from data/lexicon.json.

concepts: the words and phrases that mean each of them; a word may mean several. plain: words without a meaning of their
own here. aliases: more names of members than their facts have. generic: words of names that name nothing by
themselves.
"""

import json
from pathlib import Path

FILE = Path(__file__).parent / "data" / "lexicon.json"
_LEXICON = json.loads(FILE.read_text())
CONCEPTS: dict[str, list[str]] = _LEXICON["concepts"]
PLAIN = frozenset(_LEXICON["plain"])
GENERIC = frozenset(_LEXICON["generic"])
ALIASES: dict[str, list[str]] = _LEXICON["aliases"]
NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "fifteen": 15, "twenty": 20,
}  # fmt: skip
