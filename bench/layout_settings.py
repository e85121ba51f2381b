"""The settings of bench/load.py: those of Alex, and the address of a page that is the layout alone."""

from alex.settings import *  # noqa: F403

ROOT_URLCONF = "alex.tests.support.layout_urls"
