"""What Langfuse is not to learn is taken out before anything is sent. Values only."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from advisors.tracing.langfuse_observations import JobTold, Observation
from advisors.tracing.langfuse_project import EVERYTHING, PEOPLE, PROMPTS

MASKED = "[masked]"
Clean = Callable[[str], str]


def without_person(job: JobTold, masked: frozenset[str]) -> JobTold:
    """Nothing of who it was for; where everything is masked nothing of what the agents counted either."""
    if PEOPLE in masked:
        job = replace(job, user_id=None, portfolio_value=None, positions=None)
    if masked >= EVERYTHING:
        job = replace(job, consulted=(), steps=tuple(replace(step, results={}) for step in job.steps))
    return job


def masked_in(seen: Observation, masked: frozenset[str], names: Sequence[str], clean: Clean = str) -> Observation:
    """The same tree without its texts, where prompts are masked, and without these names in any case.

    clean: what every text that stays goes through before.
    """
    if PROMPTS in masked:
        seen = replace(
            seen, said=_hidden(seen.said), answered=_hidden(seen.answered), fault="It failed." if seen.fault else ""
        )
    hide = _hiding(names, clean)
    return replace(
        seen, said=hide(seen.said), answered=hide(seen.answered), fault=hide(seen.fault), metadata=hide(seen.metadata),
        children=tuple(masked_in(child, masked, names, clean) for child in seen.children),
    )  # fmt: skip


def _hidden(text: Any) -> Any:
    return None if text is None else MASKED


def _hiding(names: Sequence[str], clean: Clean) -> Any:
    """Longer names first, as whole words, however they are capitalized."""
    known = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known), re.IGNORECASE)

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(MASKED, clean(value)) if known else clean(value)
        if isinstance(value, Mapping):
            return {hide(key): hide(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [hide(item) for item in value]
        return value

    return hide
