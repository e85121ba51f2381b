"""Start a worker process, which reports to its parent while it imports everything else.

Keep the imports of this module to parent_link and the standard library.
"""

import os

from analysis.worker.parent_link import ParentLink


def main() -> None:
    parent = ParentLink()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alex.settings")
    import django

    django.setup()
    from analysis.worker.child import run_worker

    run_worker(parent)


if __name__ == "__main__":
    main()
