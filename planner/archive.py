"""Archives that are the same bytes on every machine: files stored, not deflated, in the order of their names."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["stored_archive"]

_EPOCH = (1980, 1, 1, 0, 0, 0)


def stored_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files by name; same files, same bytes, whatever the day and the build of zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
