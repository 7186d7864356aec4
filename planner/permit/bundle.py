"""The permit bundle: one archive of finished files with a manifest that anyone can check.

Files are stored, not deflated: a deflater's output differs between builds of zlib, and the same decision must give
the same bytes on every machine. It also makes a bomb impossible, as nothing is ever inflated on checking. A bundle is
sound only when writing its own files again gives exactly its bytes. The manifest proves that a bundle is whole, not who
made it: that takes a signature.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.archive import stored_archive
from planner.errors import BundleError
from planner.messages import Language, text_of
from planner.model import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.model import JointWork, Plan

__all__ = [
    "DECISION",
    "LIMIT_BYTES",
    "LIMIT_FILES",
    "SCHEMA",
    "BundleFile",
    "BundleReport",
    "about_work",
    "make_bundle",
    "verify_bundle",
]

SCHEMA = "cotrench/bundle/1"
DECISION = "decision.pdf"
LIMIT_BYTES = 256 * 1024 * 1024
LIMIT_FILES = 1000

_MANIFEST = "manifest.json"
_ABOUT = ("joint_work", "as_of", "rulebook", "product")
_RESERVED = ("schema", "files", "sha256")
_FILE_FIELDS = {"name": str, "size": int, "sha256": str, "media_type": str}
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "svg": "image/svg+xml",
    "png": "image/png",
    "html": "text/html",
    "csv": "text/csv",
    "dxf": "image/vnd.dxf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFile:
    """One file of a bundle as its manifest lists it."""

    name: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReport:
    """What checking a bundle found; ``about`` and ``files`` are as the manifest says, empty when it cannot be read."""

    about: Mapping[str, Any]
    files: tuple[BundleFile, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def about_work(work: JointWork, plan: Plan, *, product_version: str) -> dict[str, Any]:
    """Return what a manifest says of a joint work: its id, the plan's day, the rulebook and the product."""
    book = plan.rulebook
    return {
        "joint_work": work.id,
        "as_of": plan.as_of.isoformat(),
        "rulebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
        "product": {"name": "cotrench", "version": product_version},
    }


def make_bundle(files: Mapping[str, bytes], *, about: Mapping[str, Any]) -> bytes:
    """Pack files and a manifest into a zip archive; same files and ``about``, same bytes.

    ``about`` is JSON with at least ``joint_work``, ``as_of``, ``rulebook`` and ``product``; it is written into the
    manifest beside ``schema``, ``files`` (name, size, SHA-256, media type) and the manifest's own ``sha256``.

    Raises
    ------
    BundleError
        If there is no file, a name is unsafe or reserved, or ``about`` lacks or overrides a field.
    """
    _refuse(not files, "bundle.empty")
    reserved = sorted(set(about) & set(_RESERVED)) + [name for name in files if name == _MANIFEST]
    _refuse(bool(reserved), "bundle.reserved", names=", ".join(reserved))
    lacking = [name for name in _ABOUT if not about.get(name)]
    _refuse(bool(lacking), "bundle.lacking", names=", ".join(lacking))
    for name in files:
        _refuse(_unsafe(name), "bundle.unsafe_name", name=name)
    manifest = {"schema": SCHEMA, **about, "files": [_entry(name, files[name]) for name in sorted(files)]}
    return stored_archive({**files, _MANIFEST: _sealed(manifest)})


def verify_bundle(content: bytes, *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> BundleReport:
    """Check a bundle without trusting anything in it; never raises on its content, never inflates, writes nothing.

    Checked: the archive opens, its declared sizes stay in the limits, names are relative and unique, entries are stored
    and undamaged, the manifest is well formed and matches its own digest, every listed file is there with its size and
    SHA-256, none is unlisted, and the archive holds nothing else.
    """
    if len(content) > limit_bytes:
        return _failed(_fault("bundle.too_large", size=len(content), limit=limit_bytes))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _verify_archive(archive, content, limit_files)
    except _UNREADABLE:
        return _failed(_fault("bundle.not_zip"))


def _verify_archive(archive: zipfile.ZipFile, content: bytes, limit_files: int) -> BundleReport:
    entries = archive.infolist()
    faults = tuple(_entry_faults(entries, len(content), limit_files))
    if faults:
        return _failed(*faults)
    files, damaged = _read(archive, entries)
    if damaged:
        return _failed(*damaged)
    return _verify_files(files, content)


def _verify_files(files: Mapping[str, bytes], content: bytes) -> BundleReport:
    manifest, faults = _read_manifest(files.get(_MANIFEST))
    if manifest is None:
        return _failed(*faults)
    listed = tuple(BundleFile(**entry) for entry in manifest["files"])
    faults += tuple(_content_faults(listed, files))
    if not faults and stored_archive(files) != content:
        faults = (_fault("bundle.not_canonical"),)
    about = {name: value for name, value in manifest.items() if name not in _RESERVED}
    return BundleReport(about=about, files=listed, faults=faults)


def _entry_faults(entries: Sequence[zipfile.ZipInfo], length: int, limit_files: int) -> Iterator[Fault]:
    if len(entries) > limit_files:
        yield _fault("bundle.too_many", count=len(entries), limit=limit_files)
        return
    claimed = sum(entry.file_size for entry in entries)
    if claimed > length:
        yield _fault("bundle.too_large", size=claimed, limit=length)
    counts = Counter(entry.filename for entry in entries)
    yield from (_fault("bundle.duplicate", name=name) for name, count in counts.items() if count > 1)
    for entry in entries:
        if _unsafe(entry.filename):
            yield _fault("bundle.unsafe_name", name=entry.filename)
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
            yield _fault("bundle.compressed", name=entry.filename)


def _read(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    files, damaged = {}, []
    for entry in entries:
        try:
            files[entry.filename] = archive.read(entry)
        except _UNREADABLE:
            damaged.append(_fault("bundle.damaged", name=entry.filename))
    return files, tuple(damaged)


def _read_manifest(content: bytes | None) -> tuple[dict[str, Any] | None, tuple[Fault, ...]]:
    if content is None:
        return None, (_fault("bundle.no_manifest"),)
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        return None, (_fault("bundle.manifest_unreadable"),)
    wrong = _wrong_field(manifest)
    if wrong:
        return None, (_fault("bundle.manifest_schema", field=wrong),)
    sealed = _sealed({name: value for name, value in manifest.items() if name != "sha256"})
    return manifest, () if sealed == content else (_fault("bundle.manifest_altered"),)


def _wrong_field(manifest: object) -> str | None:
    if not isinstance(manifest, dict):
        return _MANIFEST
    if manifest.get("schema") != SCHEMA:
        return "schema"
    lacking = next((name for name in _ABOUT if not manifest.get(name)), None)
    files = manifest.get("files")
    if lacking or not isinstance(files, list):
        return lacking or "files"
    wrong = (f"files[{i}]" for i, entry in enumerate(files) if not _well_formed(entry))
    names = Counter(entry["name"] for entry in files if _well_formed(entry))
    return next(wrong, None) or next((name for name, count in names.items() if count > 1), None)


def _well_formed(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _FILE_FIELDS.keys()
        and all(type(entry[name]) is kind for name, kind in _FILE_FIELDS.items())
    )


def _content_faults(listed: Sequence[BundleFile], files: Mapping[str, bytes]) -> Iterator[Fault]:
    for entry in listed:
        if entry.name not in files:
            yield _fault("bundle.missing", name=entry.name)
        elif len(files[entry.name]) != entry.size:
            yield _fault("bundle.size", name=entry.name, listed=entry.size, found=len(files[entry.name]))
        elif hashlib.sha256(files[entry.name]).hexdigest() != entry.sha256:
            yield _fault("bundle.hash", name=entry.name)
    unlisted = files.keys() - {entry.name for entry in listed} - {_MANIFEST}
    yield from (_fault("bundle.unlisted", name=name) for name in sorted(unlisted))


def _entry(name: str, content: bytes) -> dict[str, Any]:
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return {
        "name": name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": media_type,
    }


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    digest = hashlib.sha256(_json(manifest)).hexdigest()
    return _json({**manifest, "sha256": digest})


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(errors="backslashreplace")


def _unsafe(name: str) -> bool:
    parts = name.split("/")
    return (
        not name.isprintable() or any(part in {"", ".", ".."} for part in parts) or bool(set('\\:*?"<>|') & set(name))
    )


def _fault(code: str, **data: object) -> Fault:
    return Fault(source="bundle", code=code, data=data)


def _failed(*faults: Fault) -> BundleReport:
    return BundleReport(about={}, files=(), faults=faults)


def _refuse(wrong: bool, code: str, **data: object) -> None:  # noqa: FBT001 - the condition is the subject of the call
    if wrong:
        raise BundleError(text_of(_fault(code, **data), Language.EN))
