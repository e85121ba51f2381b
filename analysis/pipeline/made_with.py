"""Describe what the figures of an analysis depend on besides its snapshot."""

import platform

import numpy as np

from advisors.retirement.data_digest import digest_data
from advisors.retirement.from_snapshot.start import DEFAULT_PATHS, DEFAULT_SEED
from advisors.retirement.inputs.assumptions import load_assumptions
from advisors.retirement.markets.normals import ENGINE_VERSION
from analysis.payloads import MadeWith


def describe_software() -> MadeWith:
    return MadeWith(
        engine=ENGINE_VERSION, numpy=np.__version__, python=platform.python_version(), seed=DEFAULT_SEED,
        paths=DEFAULT_PATHS, assumptions=digest_data(), assumptions_date=str(load_assumptions()["as_of"]),
    )  # fmt: skip
