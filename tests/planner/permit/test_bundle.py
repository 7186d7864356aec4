"""A bundle round-trips, and whatever is done to it is found."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import BundleError
from planner.messages import Language, text_of
from planner.permit.bundle import about_work, make_bundle, verify_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.model import JointWork, Plan

FILES = {"decision.pdf": b"%PDF-1.7 decision", "routes.geojson": b"{}", "figures/plan.svg": b"<svg/>"}
ABOUT = {
    "joint_work": "JW-0001",
    "as_of": "2026-11-24",
    "rulebook": {"name": "yexian", "version": "1", "sha256": "00"},
    "product": {"name": "cotrench", "version": "0.1.0"},
}


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(entries: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=compression) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content, compress_type=compression)
    return buffer.getvalue()


def _changed(**changes: bytes | None) -> bytes:
    files: dict[str, bytes | None] = {**_unpacked(make_bundle(FILES, about=ABOUT)), **changes}
    return _packed([(name, content) for name, content in files.items() if content is not None])


def _codes(content: bytes, **limits: int) -> set[str]:
    report = verify_bundle(content, **limits)
    for fault in report.faults:
        assert all(text_of(fault, language) for language in Language)
    return {fault.code for fault in report.faults}


def _manifest(edit: Mapping[str, Any]) -> bytes:
    manifest = json.loads(_unpacked(make_bundle(FILES, about=ABOUT))["manifest.json"])
    return _changed(**{"manifest.json": json.dumps({**manifest, **edit}, indent=1, sort_keys=True).encode()})


def test_a_bundle_round_trips() -> None:
    report = verify_bundle(make_bundle(FILES, about=ABOUT))
    assert report.ok
    assert report.faults == ()
    assert report.about == ABOUT
    assert [(file.name, file.size, file.media_type) for file in report.files] == [
        ("decision.pdf", 17, "application/pdf"),
        ("figures/plan.svg", 6, "image/svg+xml"),
        ("routes.geojson", 2, "application/geo+json"),
    ]


def test_the_manifest_says_what_it_is_of(work: JointWork, plan: Plan) -> None:
    content = make_bundle(FILES, about=about_work(work, plan, product_version="1.2.3"))
    manifest = json.loads(_unpacked(content)["manifest.json"])
    assert manifest["schema"] == "cotrench/bundle/1"
    assert manifest["joint_work"] == "JW-0001"
    assert manifest["as_of"] == "2026-11-24"
    assert manifest["rulebook"]["sha256"] == plan.rulebook.sha256
    assert manifest["product"] == {"name": "cotrench", "version": "1.2.3"}


@settings(deadline=None, max_examples=30)
@given(st.permutations(sorted(FILES)))
def test_the_order_of_files_changes_no_byte(names: list[str]) -> None:
    assert make_bundle({name: FILES[name] for name in names}, about=ABOUT) == make_bundle(FILES, about=ABOUT)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_changed_byte_is_found_and_none_raises(data: st.DataObject) -> None:
    content = bytearray(make_bundle(FILES, about=ABOUT))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert not verify_bundle(bytes(content)).ok


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_garbage_is_refused_without_raising(content: bytes) -> None:
    assert not verify_bundle(content).ok


def test_cut_short_or_padded_bundles_are_found() -> None:
    content = make_bundle(FILES, about=ABOUT)
    assert _codes(content[:-30]) == {"bundle.not_zip"}
    assert _codes(b"#!/bin/sh\n" + content) == {"bundle.not_canonical"}
    assert not verify_bundle(content + b"more").ok


def test_changed_removed_added_and_renamed_files_are_found() -> None:
    assert _codes(_changed(**{"decision.pdf": b"%PDF-1.7 dexision"})) == {"bundle.hash"}
    assert _codes(_changed(**{"decision.pdf": b"%PDF-1.7"})) == {"bundle.size"}
    assert _codes(_changed(**{"routes.geojson": None})) == {"bundle.missing"}
    assert _codes(_changed(**{"extra.txt": b"x"})) == {"bundle.unlisted"}
    renamed = _changed(**{"routes.geojson": None, "route.geojson": FILES["routes.geojson"]})
    assert _codes(renamed) == {"bundle.missing", "bundle.unlisted"}
    assert _codes(_changed(**{"manifest.json": None})) == {"bundle.no_manifest"}


def test_an_edited_manifest_is_found() -> None:
    assert _codes(_manifest({"joint_work": "JW-0002"})) == {"bundle.manifest_altered"}
    assert _codes(_manifest({"schema": "cotrench/bundle/2"})) == {"bundle.manifest_schema"}
    assert _codes(_manifest({"as_of": ""})) == {"bundle.manifest_schema"}
    assert _codes(_manifest({"files": {}})) == {"bundle.manifest_schema"}
    assert _codes(_manifest({"files": [{"name": "a"}]})) == {"bundle.manifest_schema"}
    entry = {"name": "a", "size": True, "sha256": "", "media_type": ""}
    assert _codes(_manifest({"files": [entry]})) == {"bundle.manifest_schema"}
    twice = [{**entry, "size": 1}] * 2
    assert _codes(_manifest({"files": twice})) == {"bundle.manifest_schema"}
    assert _codes(_changed(**{"manifest.json": b"[]"})) == {"bundle.manifest_schema"}
    assert _codes(_changed(**{"manifest.json": b"{"})) == {"bundle.manifest_unreadable"}
    assert _codes(_changed(**{"manifest.json": b"\xff"})) == {"bundle.manifest_unreadable"}
    assert _codes(_changed(**{"manifest.json": b"[" * 200_000})) == {"bundle.manifest_unreadable"}


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "a//b", ".", "a\u202eb", "dir/"]
)
def test_names_that_lead_out_are_refused_both_ways(name: str) -> None:
    with pytest.raises(BundleError, match="unsafe"):
        make_bundle({name: b"x"}, about=ABOUT)
    assert "bundle.unsafe_name" in _codes(_packed([(name, b"x")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_appears_twice_is_found() -> None:
    entries = [*_unpacked(make_bundle(FILES, about=ABOUT)).items(), ("decision.pdf", b"another")]
    assert _codes(_packed(entries)) == {"bundle.duplicate"}


def test_a_bomb_is_refused_without_being_inflated() -> None:
    bomb = _packed([("manifest.json", b"0" * 50_000_000)], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert _codes(bomb) == {"bundle.too_large", "bundle.compressed"}


def test_limits_are_kept() -> None:
    content = make_bundle(FILES, about=ABOUT)
    assert _codes(content, limit_bytes=100) == {"bundle.too_large"}
    assert _codes(content, limit_files=2) == {"bundle.too_many"}


def test_what_cannot_be_a_bundle_is_not_made() -> None:
    for files, about, told in (
        ({}, ABOUT, "no file"),
        ({"manifest.json": b"{}"}, ABOUT, "reserved"),
        (FILES, {**ABOUT, "files": []}, "reserved"),
        (FILES, {**ABOUT, "as_of": ""}, "lacks: as_of"),
    ):
        with pytest.raises(BundleError, match=told):
            make_bundle(files, about=about)


def test_names_in_chinese_and_odd_text_survive() -> None:
    about = {**ABOUT, "road": "昆阳大道\ud800"}
    report = verify_bundle(make_bundle({"附件/决定书.bin": b"x"}, about=about))
    assert report.ok
    assert report.about["road"] == "昆阳大道\ud800"
    assert report.files[0].media_type == "application/octet-stream"
