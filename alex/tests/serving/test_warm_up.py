"""What a web process loads: everything that its pages need, and nothing of models or simulations."""

import subprocess
import sys

import pytest
from django.conf import settings

FOR_WORKERS = ("agents", "litellm", "numpy", "openai", "scipy")
SCRIPT = f"""
import sys
import alex.wsgi
from alex.serving.warm_up import warm_up
from analysis.sample.copying import load_sample
from analysis.sample.showcase import load_showcase

warm_up(), load_sample(), load_showcase()
print([name for name in {FOR_WORKERS!r} if name in sys.modules], "portfolios.views.dashboard" in sys.modules)
"""


@pytest.mark.processes
def test_a_web_process_loads_no_model_code():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["[] True"], done.stdout + done.stderr
