"""A signed paper is found sound by an independent reading, and whatever is done to it is found."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from api import signing
from api.papers import font_files
from api.signing import CannotSignError, bundle_signature, sign, signature_of, signature_text
from planner.messages import Language
from planner.permit.bundle import DECISION, make_bundle
from planner.permit.papers import set_paper
from tests.api.certificate import HOLDER, PASSWORD, make_certificate

if TYPE_CHECKING:
    from collections.abc import Mapping

AT = datetime(2026, 12, 18, 3, 0, tzinfo=UTC)
ABOUT: Mapping[str, object] = {
    "joint_work": "JW-0001",
    "as_of": "2026-11-24",
    "rulebook": {"name": "yexian", "version": "1", "sha256": "00"},
    "product": {"name": "cotrench", "version": "0.1.0"},
}


@pytest.fixture(scope="module")
def certificate() -> tuple[bytes, bytes]:
    """Return the issuer's certificate, packed with its key and alone."""
    return make_certificate()


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Return a paper without a signature."""
    template = b'#set text(font: "Noto Serif SC")\n#set document(title: "x")\n#json(bytes(sys.inputs.payload)).text'
    return set_paper(template, {"text": "决定"}, fonts=font_files(), dated=AT)


@pytest.fixture(scope="module")
def signed(plain: bytes, certificate: tuple[bytes, bytes]) -> bytes:
    """Return the same paper, signed."""
    return sign(plain, certificate[0], PASSWORD, reason="叶城管路许〔2026〕1号", at=AT)


def test_the_library_s_own_validator_finds_the_signature_valid(signed: bytes, certificate: tuple[bytes, bytes]) -> None:
    (embedded,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    roots = [*load_certs_from_pemder_data(certificate[1])]
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=roots, moment=AT, allow_fetching=False))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert embedded.self_reported_timestamp == AT


def test_a_signature_tells_who_and_when_and_is_trusted_by_whom_trusts_its_certificate(
    signed: bytes, certificate: tuple[bytes, bytes]
) -> None:
    found = signature_of(signed)
    assert found is not None
    assert (found.signer, found.signed_at, found.sound, found.trusted) == (HOLDER, AT, True, False)
    other = make_certificate()[1]
    assert signature_of(signed, [certificate[1]]) == replace(found, trusted=True)
    assert signature_of(signed, [other]) == found


def test_the_paper_itself_is_kept_whole_and_stays_pdf_a(plain: bytes, signed: bytes) -> None:
    assert signed.startswith(plain)
    assert b"pdfaid:part" in signed


@examples(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_changed_byte_of_the_paper_is_found(data: st.DataObject, plain: bytes, signed: bytes) -> None:
    changed = bytearray(signed)
    changed[data.draw(st.integers(0, len(plain) - 1))] ^= data.draw(st.integers(1, 255))
    found = signature_of(bytes(changed))
    assert found is not None
    assert not found.sound


def test_what_is_added_behind_a_signature_is_found(signed: bytes) -> None:
    found = signature_of(signed + b"\n% more")
    assert found is not None
    assert not found.sound


def test_a_paper_without_a_signature_says_so(plain: bytes) -> None:
    assert signature_of(plain) is None
    assert signature_text(None, Language.EN) == "The decision bears no electronic signature."


@pytest.mark.parametrize(("content", "password"), [(b"rubbish", PASSWORD), (None, b"wrong"), (None, None)])
def test_a_wrong_certificate_or_password_is_refused_and_tells_no_secret(
    plain: bytes, certificate: tuple[bytes, bytes], content: bytes | None, password: bytes | None
) -> None:
    with pytest.raises(CannotSignError) as refused:
        sign(plain, content or certificate[0], password, reason="x", at=AT)
    assert "wrong" not in str(refused.value)


def test_what_is_no_certificate_cannot_be_trusted(signed: bytes) -> None:
    with pytest.raises(CannotSignError):
        signature_of(signed, [b"rubbish"])


def test_a_bundle_tells_what_its_signature_is_worth(
    plain: bytes, signed: bytes, certificate: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = make_bundle({DECISION: signed}, about=ABOUT)
    told, broken = bundle_signature(bundle, Language.EN)
    assert (HOLDER in told, "not checked" in told, broken) == (True, True, False)
    assert "is trusted" in bundle_signature(bundle, Language.EN, [certificate[1]])[0]
    forged = make_bundle({DECISION: signed + b"\n% more"}, about=ABOUT)
    assert bundle_signature(forged, Language.EN)[1]
    assert bundle_signature(make_bundle({DECISION: plain}, about=ABOUT), Language.ZH) == ("决定书未经电子签名。", False)
    monkeypatch.setattr(signing, "can_check", lambda: False)
    assert bundle_signature(bundle, Language.EN)[0].endswith("cannot be checked here.")
    with pytest.raises(CannotSignError):
        sign(plain, certificate[0], PASSWORD, reason="x", at=AT)
