"""What Langfuse is not to learn is taken out before anything is sent. Values only."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from advisors.tracing.langfuse_observations import JobSummary, Observation
from advisors.tracing.langfuse_project import ALL_MASKS, PEOPLE, PROMPTS

MASK = "[masked]"
TextCleaner = Callable[[str], str]


def remove_personal_data(job: JobSummary, masked: frozenset[str]) -> JobSummary:
    """Nothing of who it was for; where everything is masked nothing of what the agents counted either."""
    if PEOPLE in masked:
        job = replace(job, user_id=None, portfolio_value=None, positions=None)
    if masked >= ALL_MASKS:
        job = replace(job, consulted_agents=(), steps=tuple(replace(step, results={}) for step in job.steps))
    return job


def mask_observation(
    seen: Observation, masked: frozenset[str], names: Sequence[str], clean: TextCleaner = str
) -> Observation:
    """The same tree without its texts, where prompts are masked, and without these names in any case.

    clean: what every text that stays goes through before.
    """
    if PROMPTS in masked:
        seen = replace(
            seen,
            said=_mask_text(seen.said),
            answered=_mask_text(seen.answered),
            error_message="It failed." if seen.error_message else "",
        )
    hide = _build_name_masker(names, clean)
    return replace(
        seen, said=hide(seen.said), answered=hide(seen.answered), error_message=hide(seen.error_message), metadata=hide(seen.metadata),
        children=tuple(mask_observation(child, masked, names, clean) for child in seen.children),
    )  # fmt: skip


def _mask_text(text: Any) -> Any:
    return None if text is None else MASK


def _build_name_masker(names: Sequence[str], clean: TextCleaner) -> Any:
    """Longer names first, as whole words, however they are capitalized."""
    known = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known), re.IGNORECASE)

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(MASK, clean(value)) if known else clean(value)
        if isinstance(value, Mapping):
            return {hide(key): hide(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [hide(item) for item in value]
        return value

    return hide
