"""Base maps come from the settings, and the browser may load pictures from their hosts and nothing else from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def policy(settings: Settings) -> dict[str, str]:
    with TestClient(create_app(settings)) as client:
        told = client.get("/api/openapi.json").headers["content-security-policy"]
    return dict(part.split(" ", 1) for part in told.split("; "))


def test_hosts_of_base_maps_may_send_pictures_only(tmp_path: Path) -> None:
    own = "https://tiles.example/{z}/{x}/{y}.png"
    settings = Settings(data_dir=tmp_path, tianditu_key=SecretStr("0123"), tiles_url=own, tiles_datum="gcj02")
    rules = policy(settings)
    assert "https://tiles.example" in rules["img-src"]
    assert "https://t7.tianditu.gov.cn" in rules["img-src"]
    assert not [name for name, sources in rules.items() if name != "img-src" and "https:" in sources]
    assert [base.datum for base in settings.bases] == ["wgs84", "wgs84", "gcj02"]


def test_without_base_maps_nothing_comes_from_outside(tmp_path: Path) -> None:
    assert policy(Settings(data_dir=tmp_path))["img-src"] == "'self' data: blob:"


def test_a_datum_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"data_dir": tmp_path, "tiles_datum": "bd09"})
