"""``cotrench verify`` tells what the signature of a bundle is worth."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from api.papers import font_files
from api.signing import sign
from planner.permit.bundle import DECISION, make_bundle
from planner.permit.papers import set_paper
from tests.api.certificate import HOLDER, PASSWORD, make_certificate

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 12, 18, 3, 0, tzinfo=UTC)
ABOUT = {
    "joint_work": "JW-0001",
    "as_of": "2026-11-24",
    "rulebook": {"name": "yexian", "version": "1", "sha256": "00"},
    "product": {"name": "cotrench", "version": "0.1.0"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a plain, a signed and a forged bundle, the certificate, and something that is none."""
    folder = tmp_path_factory.mktemp("signed")
    template = b'#set text(font: "Noto Serif SC")\n#json(bytes(sys.inputs.payload)).text'
    plain = set_paper(template, {"text": "决定"}, fonts=font_files(), dated=AT)
    packed, alone = make_certificate()
    signed = sign(plain, packed, PASSWORD, reason="1", at=AT)
    for name, paper in (("plain", plain), ("signed", signed), ("forged", signed + b"\n% more")):
        (folder / f"{name}.zip").write_bytes(make_bundle({DECISION: paper}, about=ABOUT))
    (folder / "issuer.pem").write_bytes(alone)
    (folder / "none.pem").write_bytes(b"rubbish")
    return folder


def test_an_unsigned_bundle_is_whole_and_says_that_nobody_signed_it(cotrench: Any, folder: Path) -> None:
    assert "no electronic signature" in cotrench("verify", folder / "plain.zip")


def test_a_signed_one_names_its_signer_and_whether_the_certificate_is_trusted(cotrench: Any, folder: Path) -> None:
    told = cotrench("verify", folder / "signed.zip")
    assert HOLDER in told
    assert "not checked" in told
    assert "trusted" in cotrench("verify", folder / "signed.zip", "--trust", folder / "issuer.pem")


def test_a_forged_one_is_refused(cotrench: Any, folder: Path) -> None:
    assert "does not hold" in cotrench("verify", folder / "forged.zip", code=1)
    cotrench("verify", folder / "signed.zip", "--trust", folder / "none.pem", code=2)
