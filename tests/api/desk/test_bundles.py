"""A decision that cannot be signed is not made."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from api.desk.bundles import _signed
from api.problems import Problem
from api.settings import Settings
from planner.messages import Language, text_of
from tests.api.certificate import make_certificate

if TYPE_CHECKING:
    from pathlib import Path

RECORD = {"number": "叶城管路许〔2026〕1号", "decided_at": "2026-12-18T03:00:00+00:00"}


@pytest.mark.parametrize("there", [True, False])
def test_a_missing_certificate_or_a_wrong_password_is_a_conflict_that_tells_no_path(
    tmp_path: Path, *, there: bool
) -> None:
    path = tmp_path / "issuer.p12"
    if there:
        path.write_bytes(make_certificate()[0])
    settings = Settings(signing_certificate=path, signing_password=SecretStr("wrong"))
    with pytest.raises(Problem) as refused:
        _signed(b"%PDF-1.7", settings, RECORD)
    assert (refused.value.status, refused.value.reason.code) == (HTTPStatus.CONFLICT, "desk.cannot_sign")
    told = text_of(refused.value.reason, Language.EN)
    assert str(tmp_path) not in told
    assert "wrong" not in told
