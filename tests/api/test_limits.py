"""What is too large, too deep or not what it says is refused, and costs the service little."""

from __future__ import annotations

import io
import json
import random
import socket
import zipfile
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.app import open_desk
from api.desk.uploads import check_upload, json_depth
from api.problems import Problem
from api.security.roles import Role
from api.settings import Settings
from tests.api.conftest import an_account
from tests.api.small_county import roads, route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = Settings(upload_bytes=1_000_000)
MEGABYTE = 1 << 20
# What one upload may cost beside what the service has at rest
GROWTH_MB = 600
OURS = "YX-WATER"


def archive(files: dict[str, bytes], before: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    buffer.write(before)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("before", [b"", b"MZ a program that unpacks itself"])
def test_an_archive_that_unpacks_to_much_is_refused_wherever_it_begins(before: bytes) -> None:
    with pytest.raises(Problem) as refused:
        check_upload(LIMIT, archive({"routes.shp": bytes(50 * MEGABYTE)}, before))
    assert refused.value.reason.code == "desk.unpacks"
    check_upload(LIMIT, archive({"routes.shp": b"a few bytes"}, before))


@pytest.mark.parametrize("before", [b"", b" " * 1_000, b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n\t"])
def test_json_that_nests_deep_is_refused_whatever_stands_before_it(before: bytes) -> None:
    deep = before + b'{"a":' + b"[" * LIMIT.json_depth + b"]" * LIMIT.json_depth + b"}"
    with pytest.raises(Problem) as refused:
        check_upload(LIMIT, deep)
    assert refused.value.reason.code == "desk.too_deep"
    check_upload(LIMIT, before + b'{"a":' + b"[" * (LIMIT.json_depth - 1) + b"]" * (LIMIT.json_depth - 1) + b"}")


def test_depth_is_that_of_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)

    def value(depth: int) -> Any:
        kinds = ["text", "list", "object"] if depth < 5 else ["text"]
        match chance.choice(kinds):
            case "list":
                return [value(depth + 1) for _ in range(chance.randrange(4))]
            case "object":
                return {value(9): value(depth + 1) for _ in range(chance.randrange(4))}
        return "".join(chance.choice('\\"[]{}a') for _ in range(chance.randrange(6)))

    def depth_of(parsed: Any) -> int:
        inner = parsed.values() if isinstance(parsed, dict) else parsed if isinstance(parsed, list) else None
        return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)

    for piece in (1, 3, 1 << 20):
        monkeypatch.setattr("api.desk.uploads._PIECE", piece)
        for _ in range(200):
            text = json.dumps(value(0))
            assert json_depth(text.encode()) == depth_of(json.loads(text)), text


@pytest.fixture
def service(tmp_path: Path, running: Callable[[Settings], str]) -> Iterator[tuple[httpx.Client, Callable[[], float]]]:
    """Yield a client of the water company on a running service, and the megabytes that service ever had in memory."""
    (tmp_path / "roads.geojson").write_bytes(roads())
    settings = Settings(data_dir=tmp_path / "desk", roads=tmp_path / "roads.geojson")
    desk = open_desk(settings)
    secret = an_account(desk, Role.UTILITY, OURS)
    desk.store.engine.dispose()
    address = running(settings)
    own = f"--port\0{address.rsplit(':', 1)[1]}\0".encode()
    process = next(each.parent for each in Path("/proc").glob("[0-9]*/cmdline") if own in _read(each))

    def most() -> float:
        told = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024

    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {secret}"}, timeout=120) as client:
        yield client, most


def submit(client: httpx.Client, content: bytes, name: str = "routes.geojson") -> httpx.Response:
    return client.post("/api/v1/submissions", files={"file": (name, content)})


def test_uploads_of_every_bad_kind_are_answered_and_memory_stays_bounded(
    service: tuple[httpx.Client, Callable[[], float]],
) -> None:
    client, most = service
    good = route(OURS, "water", first=1, last=3)
    assert submit(client, good).json()["state"] == "judged"
    at_rest = most()

    hundred = 100 * MEGABYTE
    assert _said_to_be(client, hundred).startswith(b"HTTP/1.1 413"), "before a byte of it was sent"
    streamed = client.post(
        "/api/v1/submissions",
        content=(bytes(MEGABYTE) for _ in range(100)),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert streamed.status_code in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.BAD_REQUEST}
    assert streamed.headers["content-type"] == "application/problem+json"
    assert most() - at_rest < 50, "an upload refused for its size is not held"

    bomb = submit(client, archive({"routes.shp": bytes(300 * MEGABYTE)}), "routes.zip")
    assert (bomb.status_code, bomb.json()["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.unpacks")
    deep = submit(client, b"[" * 5_000_000)
    assert (deep.status_code, deep.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "desk.too_deep")
    assert _code(submit(client, _long_line(1_000_000))) == "desk.too_much"
    for content in (
        ("[" * 100_000).encode("utf-16"),
        good.replace(b'"p1"', b'"\xff\xff\x80"'),
        good[: len(good) // 2],
        b"",
        b"\x00" * 1_000,
        b"PK\x03\x04 not an archive",
        b"SQLite format 3\x00 not a database",
    ):
        refused = submit(client, content)
        told = (refused.status_code, refused.json().get("state"))
        assert told == (HTTPStatus.CREATED, "refused"), (content[:20], refused.text)
        assert refused.json()["faults"], "and it is said why"
    chinese = good.replace(b'"p1"', '"叶县"'.encode("gb18030"))
    assert submit(client, chinese).json()["projects"][0]["project_id"] == "叶县", "the other encoding of the country"
    assert most() - at_rest < GROWTH_MB
    assert submit(client, good).json()["state"] == "judged", "the service goes on"


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["faults"][0]["code"])


def _long_line(vertices: int) -> bytes:
    """Return a route of many vertices, written short enough to be within the limit of bytes."""
    told = json.loads(route(OURS, "water", first=1, last=3))
    told["features"][0]["geometry"]["coordinates"] = [[113.36 + i % 2 / 100, 33.63] for i in range(vertices)]
    return json.dumps(told, separators=(",", ":")).encode()


def _said_to_be(client: httpx.Client, size: int) -> bytes:
    """Announce a body of a size, send nothing of it, and return the beginning of the answer."""
    url = client.base_url
    head = (
        f"POST /api/v1/submissions HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: {client.headers['authorization']}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {size}\r\n\r\n"
    )
    assert url.port is not None
    with socket.create_connection((url.host, url.port), timeout=20) as line, suppress(ConnectionError):
        line.sendall(head.encode())
        return line.recv(100)
    return b""


def _read(path: Path) -> bytes:
    """Return a file of a process, nothing where that ended meanwhile."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
