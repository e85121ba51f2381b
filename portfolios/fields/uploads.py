"""An uploaded file, which a browser may have compressed on its way."""

import gzip
import io
import zlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from portfolios.importers.table import MAX_FILE_BYTES

GZIP_START = b"\x1f\x8b"
MAX_FILES = 10
"""In one upload."""
FILE_TOO_LARGE_MESSAGE = "This file is larger than 10 MB."
FILE_DAMAGED_MESSAGE = "This compressed file is damaged. Choose the file again."


class FilesInput(forms.FileInput):
    """An input for one or more files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class UploadField(forms.FileField):
    """A file of at most MAX_FILE_BYTES. One that gzip has compressed is unpacked, up to the same size.

    static/js/upload.js compresses a file before it is sent, where the browser can.
    """

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if file.size is not None and file.size > MAX_FILE_BYTES:
            raise ValidationError(FILE_TOO_LARGE_MESSAGE, code="too_large")
        is_compressed = file.read(len(GZIP_START)) == GZIP_START
        file.seek(0)
        if not is_compressed:
            return file
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(file.read())) as inside:
                content = inside.read(MAX_FILE_BYTES + 1)  # not all: a small file must not fill the memory
        except (OSError, EOFError, zlib.error):
            raise ValidationError(FILE_DAMAGED_MESSAGE, code="damaged") from None
        if len(content) > MAX_FILE_BYTES:
            raise ValidationError(FILE_TOO_LARGE_MESSAGE, code="too_large")
        return SimpleUploadedFile(str(file.name).removesuffix(".gz"), content)


class UploadsField(UploadField):
    """One or more such files, at most MAX_FILES, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(sent) > MAX_FILES:
            raise ValidationError(f"Choose at most {MAX_FILES} files.", code="too_many")
        if not sent:
            super().clean(None, initial)
        return [super(UploadsField, self).clean(one, initial) for one in sent]
