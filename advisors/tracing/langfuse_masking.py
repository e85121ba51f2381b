"""Remove private data from the Langfuse tree before it is sent. Values only."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from advisors.tracing.langfuse_observations import JobSummary, Observation
from advisors.tracing.langfuse_project import ALL_MASKS, MASK_PEOPLE, MASK_PROMPTS

MASK = "[masked]"
TextCleaner = Callable[[str], str]


def remove_personal_data(job: JobSummary, masked: frozenset[str]) -> JobSummary:
    """Remove the person and their portfolio's size; if everything is masked, also the agents' counts."""
    if MASK_PEOPLE in masked:
        job = replace(job, user_id=None, portfolio_value=None, positions=None)
    if masked >= ALL_MASKS:
        job = replace(job, consulted_agents=(), steps=tuple(replace(step, results={}) for step in job.steps))
    return job


def mask_observation(
    observation: Observation, masked: frozenset[str], names: Sequence[str], clean: TextCleaner = str
) -> Observation:
    """Return the same tree without the given names, and without any text if prompts are masked.

    clean: applied to every text that stays, before the names are masked.
    """
    if MASK_PROMPTS in masked:
        observation = replace(
            observation,
            input=_mask_text(observation.input),
            output=_mask_text(observation.output),
            error_message="It failed." if observation.error_message else "",
        )
    hide = build_name_masker(names, clean)
    return replace(
        observation,
        input=hide(observation.input),
        output=hide(observation.output),
        error_message=hide(observation.error_message),
        metadata=hide(observation.metadata),
        children=tuple(mask_observation(child, masked, names, clean) for child in observation.children),
    )


def _mask_text(text: Any) -> Any:
    return None if text is None else MASK


def build_name_masker(names: Sequence[str], clean: TextCleaner) -> Any:
    """Return a function that masks names as whole words in any case, longer names first."""
    private = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in private), re.IGNORECASE)

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(MASK, clean(value)) if private else clean(value)
        if isinstance(value, Mapping):
            return {hide(key): hide(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [hide(item) for item in value]
        return value

    return hide
