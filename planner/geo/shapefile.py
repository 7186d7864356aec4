"""Shapefiles: the files that belong together, as one archive in memory, and the encoding of their table."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from planner.geo.layer import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.geo.layer import FaultList

__all__ = ["NEEDED", "archive_of", "safe_archive", "sibling_names", "table_encoding"]

NEEDED = (".shx", ".dbf")
_BESIDE = (*NEEDED, ".prj", ".cpg")
# What may lie in the archive of a Shapefile; other formats in archives could point GDAL to files elsewhere
_PARTS = {".shp", *_BESIDE, ".qpj", ".qmd", ".sbn", ".sbx", ".qix", ".fix", ".xml", ".cst"}
_MOST_UNPACKED_MB = 1000
# A date that no clock gave: archives in memory have none
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# dBASE: a header and each field's description in it take as many bytes, which begin with the field's name
_FIELD_BYTES, _NAME_BYTES = 32, 11
_UTF8_NAMES = {"utf-8", "utf8", "65001"}


def sibling_names(name: str) -> tuple[str, ...]:
    """Return the names of the files that belong to a ``.shp``, in the spelling of both kinds of file systems."""
    stem = name[: -len(".shp")]
    return tuple(stem + suffix for each in _BESIDE for suffix in (each, each.upper()))


def archive_of(content: bytes, beside: Mapping[str, bytes], faults: FaultList) -> bytes:
    """Return a ``.shp`` and its siblings as one archive; a missing ``.shx`` or ``.dbf`` is a fault of the file."""
    siblings = {PurePosixPath(name).suffix.lower(): beside[name] for name in sorted(beside)}
    missing = [suffix for suffix in NEEDED if suffix not in siblings]
    if missing:
        faults.error("file.missing_siblings", missing=", ".join(missing))
    parts = {".shp": content, **siblings}
    return _packed({f"layer{suffix}": part for suffix, part in parts.items() if suffix in _PARTS})


def safe_archive(content: bytes, faults: FaultList) -> bytes | None:
    """Return an archive's Shapefile without folders, or None where it holds anything else or too much.

    What macOS adds to archives is passed over.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir() and not _added(each.filename)]
        suffixes = {PurePosixPath(member.filename).suffix.lower() for member in members}
        unpacked_mb = sum(member.file_size for member in members) // 1_000_000
        if ".shp" not in suffixes or not suffixes <= _PARTS:
            faults.error("file.not_a_shapefile_archive", found=", ".join(sorted(map(shown, suffixes))))
        elif unpacked_mb > _MOST_UNPACKED_MB:
            faults.error("file.too_large", found=unpacked_mb, most=_MOST_UNPACKED_MB)
        if faults.has_errors():
            return None
        return _packed({PurePosixPath(member.filename).name: archive.read(member) for member in members})


def _added(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store"


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), part)
    return packed.getvalue()


def table_encoding(content: bytes, faults: FaultList) -> str | None:
    """Return how to read the table of an archived Shapefile, or None to believe what it says itself.

    Without a ``.cpg``, or where that says UTF-8 and the table is not, the bytes decide: UTF-8 if they are valid,
    else GB18030 (which holds GBK and GB 2312) with a warning.
    """
    said = _member(content, ".cpg").decode("ascii", "replace").strip().lower()
    table = _member(content, ".dbf")
    if table.isascii() or (said and said not in _UTF8_NAMES):
        return None
    # The binary header is followed by fields of fixed width, which may cut a letter in two
    header = int.from_bytes(table[8:10], "little")
    names = [table[at : at + _NAME_BYTES] for at in range(_FIELD_BYTES, header - 1, _FIELD_BYTES)]
    words = b"\0".join([*names, table[header:]])
    foreign = sum(byte > 0x7F for byte in words)
    if not foreign or _broken(words, "utf-8") <= foreign // 50:
        return "UTF-8"
    if _broken(words, "gb18030") <= foreign // 50:
        faults.warning("file.read_as_gb18030")
        return "GB18030"
    return None


def _member(content: bytes, suffix: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next((n for n in sorted(archive.namelist()) if n.lower().endswith(suffix)), None)
        return archive.read(name) if name is not None else b""


def _broken(words: bytes, encoding: str) -> int:
    return words.decode(encoding, "replace").count("\ufffd")
