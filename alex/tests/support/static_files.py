"""A pytest plugin that lists the static files once per process. WhiteNoise lists them for each test client."""

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware


def pytest_configure() -> None:
    """Let WhiteNoise find files by the finders only for the first client with the same options."""
    find_files, known = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_known_files(self: WhiteNoiseMiddleware) -> None:
        folders = (str(settings.STATIC_ROOT), *map(str, settings.STATICFILES_DIRS), *settings.STATICFILES_FINDERS)
        options = (folders, self.static_prefix, self.max_age, self.allow_all_origins, self.charset)
        if options not in known:
            find_files(self)
            known[options] = dict(self.files)
        self.files.update(known[options])

    WhiteNoiseMiddleware.add_files_from_finders = add_known_files
