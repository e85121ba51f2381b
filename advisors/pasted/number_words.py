"""English words for numbers: small ones, parts and multiples."""

import re

SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
NUMBER_WORD_PATTERN = re.compile(
    rf"\b(?:{'|'.join((*SMALL, *TEENS, *DECADES))}|(?:{'|'.join(PARTS)}|hundred|thousand|million|billion|trillion)s?|"
    r"percent|points?|times|doubl\w+|tripl\w+|twice|thrice|\w+fold|dollars?|cents?|bucks?|euros?)\b",
    re.IGNORECASE,
)
"""Any word that could be read as part of a figure."""
