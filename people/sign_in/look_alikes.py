"""Domains that only look like another one, by Unicode's rules for identifiers (UTS 39). Nothing is looked up."""

import idna

SINGLE_SCRIPT = ({"HAN", "HIRAGANA", "KATAKANA", "LATIN"}, {"HAN", "HANGUL", "LATIN"}, {"HAN", "BOPOMOFO", "LATIN"})
"""Scripts that one language mixes in one word. All others stand alone."""
ANY_SCRIPT = {"COMMON", "INHERITED"}
PUNYCODE = "xn--"


def is_look_alike(domain: str) -> bool:
    """Return whether a label of this ASCII domain, as a browser shows it, can be taken for another domain.

    That is a label that mixes scripts, has look-alikes of Latin letters among Latin ones, or has only such letters.
    A label that is no valid punycode counts, too.
    """
    try:
        return any(
            _is_confusable(idna.decode(label)) for label in domain.lower().split(".") if label.startswith(PUNYCODE)
        )
    except idna.IDNAError:
        return True


def _is_confusable(label: str) -> bool:
    from confusable_homoglyphs.categories import alias  # loads tables of a megabyte
    from confusable_homoglyphs.confusables import is_confusable

    scripts = {alias(letter) for letter in label} - ANY_SCRIPT
    if len(scripts) > 1 and not any(scripts <= allowed for allowed in SINGLE_SCRIPT):
        return True
    looks_latin = []
    for letter in label:
        if not letter.isascii():
            found = is_confusable(letter, greedy=True, preferred_aliases=[]) or []
            looks_latin.append(any(twin["c"].isascii() for entry in found for twin in entry["homoglyphs"]))
    return all(looks_latin) or ("LATIN" in scripts and any(looks_latin))
