"""The code on a paper that leads to where it may be checked, as lines that print sharp at any size."""

from __future__ import annotations

import io

import segno

__all__ = ["code_svg"]

# A quarter of the code may be soiled, as it is on a paper that hangs at a fence
_ERROR_LEVEL = "q"


def code_svg(address: str) -> str:
    """Return a QR code (ISO/IEC 18004) of an address as SVG; same address, same text."""
    buffer = io.BytesIO()
    code = segno.make_qr(address, error=_ERROR_LEVEL, boost_error=False)
    code.save(buffer, kind="svg", xmldecl=False, nl=False, border=2, light="#ffffff", unit=None)
    return buffer.getvalue().decode()
