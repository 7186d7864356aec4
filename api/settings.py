"""What a county sets for its desk; every setting may come from the environment as ``COTRENCH_NAME``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from maps.options import TileBase, bases_of

__all__ = ["Settings"]


class Settings(BaseSettings):
    """The settings of one desk.

    ``database_url``: None for a SQLite file in ``data_dir``. ``secret_key``: signs cookies; None for a key made at
    the first start and kept in ``data_dir``. ``roads``: the county's road network. ``base_url``: how the desk is
    reached from outside, printed on papers and in messages. Limits are in bytes, counts, and seconds. ``smtp_*``: the
    server that sends e-mail, ``sms_*`` the program that sends text messages; messages wait where one is not set.
    ``oidc_*``: an OpenID provider people may sign in with; ``oidc_login_claim`` names the claim that holds a person's
    login here, None to go by verified e-mail addresses.
    ``tianditu_key`` and ``tiles_*``: what may lie beneath the maps: Tianditu, and tiles of the county's own.
    ``signing_certificate``: the PKCS#12 file decisions are signed with; without it they are marked as not signed.
    """

    model_config = SettingsConfigDict(env_prefix="COTRENCH_", frozen=True, extra="ignore")

    data_dir: Path = Path("desk")
    database_url: str | None = None
    secret_key: SecretStr | None = None
    base_url: str = "http://127.0.0.1:8000"
    zone: str = "Asia/Shanghai"
    roads: Path | None = None
    roads_crs: int | None = None
    roads_section_id: str | None = None
    rulebook: Path | None = None
    upload_bytes: int = Field(default=20_000_000, gt=0)
    upload_vertices: int = Field(default=100_000, gt=0)
    upload_km: int = Field(default=2_000, gt=0)
    upload_features: int = Field(default=20_000, gt=0)
    upload_ratio: int = Field(default=100, gt=0)
    json_depth: int = Field(default=32, gt=0)
    page_size: int = Field(default=100, gt=0)
    page_limit: int = Field(default=10_000, gt=0)
    session_hours: int = Field(default=12, gt=0)
    invitation_hours: int = Field(default=72, gt=0)
    sign_in_tries: int = Field(default=10, gt=0)
    sign_in_tries_of_address: int = Field(default=50, gt=0)
    sign_in_minutes: int = Field(default=15, gt=0)
    oidc_issuer: HttpUrl | None = None
    oidc_client_id: str = "cotrench"
    oidc_client_secret: SecretStr | None = None
    oidc_login_claim: str | None = None
    round_s: float = Field(default=30, gt=0)
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, gt=0, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str = "cotrench@localhost"
    smtp_starttls: bool = True
    sms_url: HttpUrl | None = None
    sms_key: SecretStr | None = None
    delivery_attempts: int = Field(default=10, gt=0)
    signing_certificate: Path | None = None
    signing_password: SecretStr | None = None
    tianditu_key: SecretStr | None = None
    tiles_url: str = ""
    tiles_datum: Literal["wgs84", "gcj02"] = "wgs84"
    tiles_credit: str = ""

    @property
    def bases(self) -> tuple[TileBase, ...]:
        """Return the tiles that may lie beneath the maps."""
        key = self.tianditu_key.get_secret_value() if self.tianditu_key is not None else ""
        return bases_of(key, self.tiles_url, self.tiles_datum, self.tiles_credit)

    @property
    def store_url(self) -> str:
        """Return the address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'desk.db'}"

    @property
    def tz(self) -> ZoneInfo:
        """Return the county's zone, in which days and hours are counted."""
        return ZoneInfo(self.zone)

    @property
    def secure(self) -> bool:
        """Tell whether cookies travel over https only."""
        return self.base_url.startswith("https://")
