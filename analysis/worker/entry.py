"""Start a worker process, or the template of workers. Both report to the supervisor while they import everything else.

Keep the imports of this module to parent_link, template and the standard library.
"""

import os
import sys
from collections.abc import Callable

from analysis.worker.parent_link import ParentLink
from analysis.worker.template import fork_workers


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """Run a worker: in this process, or with the argument "template" in each process that is forked from it.

    prepare: called after Django is set up, before the agents are imported.
    """
    if sys.argv[1:] == ["template"]:
        fork_workers(lambda: load(prepare))
        parent = ParentLink()
    else:
        parent = ParentLink()
        load(prepare)
    from analysis.worker.child import run_worker

    run_worker(parent)


def load(prepare: Callable[[], None]) -> None:
    """Import the agents, which takes seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    import django

    django.setup()
    prepare()
    from analysis.worker.child import warm_up

    warm_up()


if __name__ == "__main__":
    main()
