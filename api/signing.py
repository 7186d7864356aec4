"""The issuer's electronic signature on a decision (PAdES, ETSI EN 319 142-1), and what a signature is worth.

``pyhanko`` is an extra: a desk without a certificate does without it, and whoever checks a bundle may not have it.
"""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from planner.messages import Language, text_of
from planner.model import Reason
from planner.permit.bundle import DECISION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["CannotSignError", "Signature", "bundle_signature", "can_check", "sign", "signature_of", "signature_text"]

_FIELD = "Issuer"
# Every signature of a PDF has its range of bytes
_MARK = b"/ByteRange"
# What it finds is told as a result; it would be told on standard error as well
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


class CannotSignError(ValueError):
    """The certificate cannot be used; the message says why, and holds no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is known of the signature on a paper.

    Attributes
    ----------
    signer : Name of the certificate's holder.
    signed_at : Moment the signer claims; None where it claims none.
    sound : The paper is as it was signed, to the last byte.
    trusted : The certificate leads to one that the checker trusts, at the moment of signing.
    """

    signer: str
    signed_at: datetime | None
    sound: bool
    trusted: bool


def can_check() -> bool:
    """Tell whether signatures can be made and checked here: the extra ``signing`` is installed."""
    return find_spec("pyhanko") is not None


def sign(pdf: bytes, certificate: bytes, password: bytes | None, *, reason: str, at: datetime) -> bytes:
    """Return a PDF with a signature that covers all of it.

    Parameters
    ----------
    certificate : PKCS#12 with the key, its certificate, and those that lead to a trusted one.
    at : The moment of signing, with its zone.

    Raises
    ------
    CannotSignError
        If the extra is not installed, or the certificate or its password is not right.
    """
    if not can_check():
        raise CannotSignError("pyhanko is not installed: cotrench[signing]")
    signer = _signer(certificate, password)
    signers, fields = import_module("pyhanko.sign.signers"), import_module("pyhanko.sign.fields")
    writer = import_module("pyhanko.pdf_utils.incremental_writer").IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD, reason=reason, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signed: io.BytesIO = _dated_signer()(metadata, signer, at).sign_pdf(writer)
    return signed.getvalue()


def _signer(certificate: bytes, password: bytes | None) -> Any:  # noqa: ANN401 - pyhanko may not be there
    signers = import_module("pyhanko.sign.signers")
    try:
        return signers.SimpleSigner.load_pkcs12_data(certificate, other_certs=(), passphrase=password)
    except (ValueError, OSError, import_module("pyhanko.sign.general").SigningError) as error:
        raise CannotSignError(f"the certificate could not be opened: {type(error).__name__}") from None


@cache
def _dated_signer() -> Any:  # noqa: ANN401 - as above
    base = import_module("pyhanko.sign.signers").PdfSigner

    class Dated(base):  # type: ignore[misc, valid-type] # known at run time only
        """A signer that signs at a given moment; the library would look at the clock itself."""

        def __init__(self, metadata: Any, signer: Any, at: datetime) -> None:  # noqa: ANN401 - as above
            super().__init__(metadata, signer)
            self._at = at

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the base class has it
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = self._at
            return session

    return Dated


def signature_of(pdf: bytes, trusted: Iterable[bytes] = ()) -> Signature | None:
    """Return what the last signature of a PDF is worth, None for a PDF without one; never raises on its content.

    Parameters
    ----------
    trusted : Certificates (PEM or DER) that the checker trusts; without any, no signature is trusted.

    Raises
    ------
    CannotSignError
        If there is a signature, and the extra is not installed; or a certificate to trust cannot be read.
    """
    if _MARK not in pdf:
        return None
    if not can_check():
        raise CannotSignError("pyhanko is not installed: cotrench[signing]")
    roots = [_certificate(each) for each in trusted]
    try:
        return _judged(pdf, roots)
    except Exception:  # noqa: BLE001 - whatever a forged file makes the library raise, it is not sound
        return Signature(signer="", signed_at=None, sound=False, trusted=False)


def _certificate(content: bytes) -> Any:  # noqa: ANN401 - as above
    try:
        return next(iter(import_module("pyhanko.keys").load_certs_from_pemder_data(content)))
    except (ValueError, StopIteration) as error:
        raise CannotSignError("a certificate to trust could not be read") from error


def _judged(pdf: bytes, roots: list[Any]) -> Signature | None:
    reader = import_module("pyhanko.pdf_utils.reader").PdfFileReader(io.BytesIO(pdf))
    if not reader.embedded_signatures:
        return None
    embedded = reader.embedded_signatures[-1]
    claimed: datetime | None = embedded.self_reported_timestamp
    context = import_module("pyhanko_certvalidator").ValidationContext(
        trust_roots=roots, moment=claimed, allow_fetching=False
    )
    status = import_module("pyhanko.sign.validation").validate_pdf_signature(embedded, context)
    whole = status.coverage is import_module("pyhanko.sign.validation").SignatureCoverageLevel.ENTIRE_FILE
    return Signature(
        signer=_name(status.signing_cert.subject),
        signed_at=claimed,
        sound=status.intact and status.valid and whole,
        trusted=status.trusted,
    )


def _name(subject: Any) -> str:  # noqa: ANN401 - as above
    name: str = subject.native.get("common_name") or subject.human_friendly
    return name


def bundle_signature(bundle: bytes, language: Language, trusted: Iterable[bytes] = ()) -> tuple[str, bool]:
    """Return what the signature on a sound bundle's decision is worth, in words, and whether it speaks against it.

    Raises
    ------
    CannotSignError
        If a certificate to trust cannot be read.
    """
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        pdf = archive.read(DECISION) if DECISION in archive.namelist() else b""
    if pdf and _MARK in pdf and not can_check():
        return text_of(Reason(code="signature.unchecked", data={}), language), False
    found = signature_of(pdf, trusted)
    return signature_text(found, language), found is not None and not found.sound


def signature_text(found: Signature | None, language: Language) -> str:
    """Return what a signature is worth, in words."""
    if found is None:
        return text_of(Reason(code="signature.none", data={}), language)
    if not found.sound:
        return text_of(Reason(code="signature.broken", data={"signer": found.signer}), language)
    code = "signature.trusted" if found.trusted else "signature.sound"
    moment = found.signed_at.isoformat(timespec="seconds") if found.signed_at is not None else "—"
    return text_of(Reason(code=code, data={"signer": found.signer, "at": moment}), language)
