"""Measure how hard a text is to read: the Flesch-Kincaid grade, with a small counter of syllables.

A figure counts as one word of three syllables, which is the stricter of the usual ways.
"""

import re

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[$]?\d[\d,.]*%?")
SENTENCE_END = re.compile(r"(?<=[.?:])\s+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]|[aeiouy]l)e$|[^td]ed$|(?<![sxzcgh])(?<![^aeiouy]l)es$")
SPLIT_VOWELS = re.compile(r"i[ao](?!n)|[^cg]iou|eo|uity|ying|[aeo]y[aeio]")
FIGURE_SYLLABLES = 3


def count_syllables(word):
    """Return the syllables of an English word, at least 1; those of an abbreviation are its letters."""
    if any(letter.isdigit() for letter in word):
        return FIGURE_SYLLABLES
    if word.isupper() and len(word) > 1:
        return len(word)
    word = word.lower().split("'")[0]
    count = len(VOWELS.findall(word)) + len(SPLIT_VOWELS.findall(word)) - bool(SILENT.search(word))
    return max(1, count)


def flesch_kincaid_grade(text):
    """Return the school grade in the United States that a text asks for."""
    sentences = [sentence for sentence in SENTENCE_END.split(text.strip()) if WORD.search(sentence)]
    words = WORD.findall(text)
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
