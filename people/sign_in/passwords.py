"""What a password must be: long, and hard to guess. Nothing is said about which characters it has."""

from typing import Any

from django.core.exceptions import ValidationError

from people.models import MIN_PASSWORD_LENGTH
from people.sign_in.second_factor import has_second_factor

MIN_LENGTH_WITH_SECOND_FACTOR = 8
GUESSES = 10.0
"""How many guesses a password must need, as a power of ten. By zxcvbn's count: its lists hold leaked passwords."""
GUESSES_WITH_SECOND_FACTOR = 7.0
ANALYZED_CHARACTERS = 24
"""zxcvbn takes seconds for some longer texts. What follows can only make a password harder to guess."""


class LengthValidator:
    """Demand 15 characters, or 8 of someone who also needs a second factor (NIST SP 800-63B-4)."""

    def validate(self, password: str, user: Any = None) -> None:
        length = MIN_LENGTH_WITH_SECOND_FACTOR if has_second_factor(user) else MIN_PASSWORD_LENGTH
        if len(password) < length:
            raise ValidationError(f"Use at least {length} characters. A few words are easy to remember.", "too_short")

    def get_help_text(self) -> str:
        with_two = MIN_LENGTH_WITH_SECOND_FACTOR
        return f"At least {MIN_PASSWORD_LENGTH} characters, or {with_two} once two-step sign-in is on."


class GuessValidator:
    """Refuse leaked and common passwords, repeats, sequences, keyboard walks and the person's own address."""

    def validate(self, password: str, user: Any = None) -> None:
        from zxcvbn import zxcvbn  # takes a moment to load its lists

        own_words = getattr(user, "email", "").replace("@", ".").split(".")
        result = zxcvbn(password[:ANALYZED_CHARACTERS], user_inputs=[word for word in own_words if len(word) > 2])
        needed = GUESSES_WITH_SECOND_FACTOR if has_second_factor(user) else GUESSES
        if float(result["guesses_log10"]) < needed:
            reason = result["feedback"]["warning"].rstrip(".")
            hint = f" {reason}." if reason else ""
            raise ValidationError(f"This password is too easy to guess.{hint} Add unrelated words.", "too_easy")

    def get_help_text(self) -> str:
        return "No common words alone, repeats, sequences or rows of the keyboard."
