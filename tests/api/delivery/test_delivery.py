"""What is told gets there: by e-mail, text message and signed request, once, and again only where it was not taken."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import HttpUrl, SecretStr
from sqlalchemy import select, update

from api.app import SYSTEM
from api.delivery.channels import Letter, NotDeliveredError
from api.delivery.mail import Mail
from api.delivery.outbox import CLAIM, channels_of, deliver, wait_before
from api.desk.invitations import calendar_entry
from api.desk.people import BUREAU
from api.desk.tell import tell
from api.rounds import Rounds
from api.security.roles import Role
from api.store.log import broken_links
from api.store.tables import Message, User
from tests.api.delivery.servers import MailServer, Receiver, mail_server, receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from api.delivery.channels import Channel
    from api.settings import Settings
    from api.state import Desk
    from tests.api.conftest import Clock

READER = "reader@water.example"
INVITATION = calendar_entry(
    key="survey-1",
    made_at=datetime(2026, 11, 24, 1, tzinfo=UTC),
    starts_at=datetime(2026, 12, 2, 1, tzinfo=UTC),
    hours=2,
    title="联合勘查 AJ2026-00001",
    place="昆阳大道",
)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server(MailServer()) as server:
        yield server


@pytest.fixture
def program() -> Iterator[Receiver]:
    with receiver(Receiver()) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, post: MailServer, program: Receiver) -> Settings:
    return settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": post.port,
            "smtp_sender": "desk@county.example",
            "smtp_starttls": False,
            "sms_url": HttpUrl(f"http://127.0.0.1:{program.port}/sms"),
            "sms_key": SecretStr("k1"),
            "delivery_attempts": 3,
        }
    )


@pytest.fixture
def channels(settings: Settings) -> dict[str, Channel]:
    return channels_of(settings)


@pytest.fixture
def listening(client_of: Callable[..., TestClient], desk: Desk) -> TestClient:
    """Return a client of the water company, which has a person with an address and a mobile."""
    client = client_of(Role.UTILITY, "YX-WATER")
    with desk.store.changing(SYSTEM, "test.address") as change:
        row = change.session.scalars(select(User).where(User.organisation == "YX-WATER")).one()
        row.email, row.mobile, row.language = READER, "13800000000", "en"
    return client


def say(desk: Desk, about: str, *, attachment: str | None = None) -> None:
    with desk.store.changing(SYSTEM, "test.tell", about) as change:
        data = {"case": "AJ2026-00001", "at": "2026-12-02T09:00:00+08:00", "place": "昆阳大道"}
        tell(change, ["YX-WATER"], "told.survey", data, about=about, attachment=attachment)


def outbox(desk: Desk, channel: str) -> list[Message]:
    with desk.store.reading() as session:
        rows = select(Message).where(Message.channel == channel).order_by(Message.created_at, Message.id)
        return [*session.scalars(rows)]


def test_an_invitation_comes_by_mail_with_its_calendar_entry(
    listening: TestClient, desk: Desk, post: MailServer, channels: dict[str, Channel]
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    say(desk, "survey", attachment=INVITATION)
    assert deliver(desk, channels) == 2
    (mail,) = post.got
    assert (mail["to"], mail["from"]) == (READER, "desk@county.example")
    assert mail["subject"].startswith("Joint survey of case AJ2026-00001")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "昆阳大道" in body.get_content()
    (entry,) = mail.iter_attachments()
    assert (entry.get_content_type(), entry.get_param("method")) == ("text/calendar", "REQUEST")
    assert entry.get_content().replace("\r\n", "\n") == INVITATION.replace("\r\n", "\n")
    (row,) = outbox(desk, "email")
    assert mail["message-id"] == f"<{row.id}@county.example>"
    assert row.sent_at is not None
    assert deliver(desk, channels) == 0
    assert len(post.got) == 1


def test_a_text_message_and_a_program_of_its_own_are_signed_requests(
    listening: TestClient,
    client_of: Callable[..., TestClient],
    desk: Desk,
    program: Receiver,
    channels: dict[str, Channel],
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    address = {"address": f"http://127.0.0.1:{program.port}/tickets"}
    connected = client_of(Role.ADMINISTRATOR).put("/api/v1/organisations/YX-WATER/program", json=address).json()
    say(desk, "survey", attachment=INVITATION)
    deliver(desk, channels)
    by_recipient = {told["recipient"]: (told, *got) for told, got in zip(program.told, program.got, strict=True)}
    assert set(by_recipient) == {"13800000000", "YX-WATER"}
    for recipient, key in {"13800000000": "k1", "YX-WATER": connected["key"]}.items():
        told, headers, body = by_recipient[recipient]
        expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-cotrench-signature"] == f"sha256={expected}"
        assert headers["idempotency-key"] == told["id"]
        assert (told["code"], told["organisation"], told["calendar"]) == ("told.survey", "YX-WATER", INVITATION)


def test_a_program_that_is_no_longer_connected_is_told_nothing(
    client_of: Callable[..., TestClient], desk: Desk, program: Receiver, channels: dict[str, Channel]
) -> None:
    administrator, way = client_of(Role.ADMINISTRATOR), "/api/v1/organisations/YX-WATER/program"
    administrator.put(way, json={"address": f"http://127.0.0.1:{program.port}/"})
    say(desk, "survey")
    assert administrator.put(way, json={"address": None}).json() == {"address": None, "key": None}
    assert administrator.put(way, json={"address": "file:///etc/passwd"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (deliver(desk, channels), program.got) == (0, [])


def test_what_was_not_taken_is_tried_again_later_and_given_up_in_the_open(
    listening: TestClient, desk: Desk, post: MailServer, channels: dict[str, Channel], clock: Clock
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    post.refuse = ["451 busy", "451 busy", "451 busy"]
    say(desk, "survey")
    tries: list[tuple[int, int]] = []
    for _ in range(5):
        deliver(desk, channels)
        (row,) = outbox(desk, "email")
        tries.append((row.attempts, len(post.refuse)))
        clock.at += timedelta(seconds=50)
    # a minute, then two: not tried at 50 s, tried at 100 s, not at 150 s and 200 s
    assert tries == [(1, 2), (1, 2), (2, 1), (2, 1), (2, 1)]
    clock.at += timedelta(minutes=3)
    deliver(desk, channels)
    (row,) = outbox(desk, "email")
    assert (row.attempts, row.next_at, row.sent_at) == (3, None, None)
    assert "451 busy" in str(row.failure)
    (told,) = [each for each in outbox(desk, "inbox") if each.code == "told.undelivered"]
    assert (told.recipient, told.data["recipient"]) == (BUREAU, READER)


def test_a_refusal_for_good_is_not_tried_again(
    listening: TestClient, desk: Desk, post: MailServer, program: Receiver, channels: dict[str, Channel], clock: Clock
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    post.refuse, program.answers = ["550 no such person"], [400]
    say(desk, "survey")
    deliver(desk, channels)
    clock.at += timedelta(days=1)
    assert deliver(desk, channels) == 0
    assert (post.got, len(program.got)) == ([], 1)
    assert [len(outbox(desk, each)) for each in ("email", "sms")] == [1, 1]


@pytest.mark.parametrize("answer", [302, 409, 429, 500, 503])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_program_that_cannot_yet_is_asked_again(
    listening: TestClient, desk: Desk, program: Receiver, channels: dict[str, Channel], clock: Clock, answer: int
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    program.answers = [answer]
    say(desk, "survey")
    deliver(desk, channels)
    clock.at += timedelta(minutes=2)
    assert deliver(desk, channels) == 1
    first, second = program.got
    assert first[1] == second[1], "the same message, with the same key"


def test_an_unreachable_server_loses_nothing(
    listening: TestClient, desk: Desk, post: MailServer, settings: Settings, channels: dict[str, Channel], clock: Clock
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    nowhere = channels_of(settings.model_copy(update={"smtp_port": 1, "sms_url": HttpUrl("http://127.0.0.1:1/")}))
    say(desk, "survey")
    assert deliver(desk, nowhere) == 0
    clock.at += timedelta(minutes=2)
    assert deliver(desk, channels) == 2
    assert len(post.got) == 1


def test_messages_of_a_channel_that_is_not_set_wait_for_it(
    listening: TestClient, desk: Desk, post: MailServer, channels: dict[str, Channel]
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    say(desk, "survey")
    assert deliver(desk, {}) == 0
    assert deliver(desk, channels) == 2
    assert len(post.got) == 1


def test_two_workers_send_each_message_once(
    listening: TestClient, desk: Desk, post: MailServer, program: Receiver, channels: dict[str, Channel]
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    for number in range(20):
        say(desk, f"survey {number}")
    sent: list[int] = []
    workers = [threading.Thread(target=lambda: sent.append(deliver(desk, channels))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 40
    assert len({mail["message-id"] for mail in post.got}) == len(post.got) == 20
    assert len({told["id"] for told in program.told}) == len(program.told) == 20
    with desk.store.reading() as session:
        assert list(broken_links(session)) == []


def test_what_a_worker_that_died_had_claimed_is_sent_once_its_claim_ran_out(
    listening: TestClient, desk: Desk, post: MailServer, channels: dict[str, Channel], clock: Clock
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK

    class Dying:
        def send(self, _letter: object) -> None:
            raise KeyboardInterrupt

    say(desk, "survey")
    with pytest.raises(KeyboardInterrupt):
        deliver(desk, {"email": Dying()})
    assert deliver(desk, {"email": channels["email"]}) == 0, "it is another's for now"
    clock.at += CLAIM
    assert deliver(desk, {"email": channels["email"]}) == 1
    (row,) = outbox(desk, "email")
    assert (row.attempts, len(post.got)) == (2, 1)


def test_one_address_of_two_organisations_is_told_once(
    listening: TestClient,
    client_of: Callable[..., TestClient],
    desk: Desk,
    post: MailServer,
    channels: dict[str, Channel],
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    client_of(Role.UTILITY, "YX-GAS")
    with desk.store.changing(SYSTEM, "test.address") as change:
        change.session.execute(update(User).where(User.organisation == "YX-GAS").values(email=READER))
        tell(change, ["YX-WATER", "YX-GAS"], "told.design", {"case": "AJ1"}, about="design")
    deliver(desk, channels)
    assert len(post.got) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a certificate of 127.0.0.1 with its key, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


def test_a_password_travels_to_a_trusted_server_only_and_encrypted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    letter = Letter(
        key="k",
        recipient=READER,
        organisation="YX-WATER",
        code="c",
        subject="s",
        text="t",
        written_at=datetime.now(UTC),
    )
    with mail_server(MailServer(encrypted=context)) as server:
        way = Mail(host="127.0.0.1", port=server.port, sender="desk@county.example", user="desk", password="secret")  # noqa: S106 - of a test
        with pytest.raises(NotDeliveredError, match="certificate verify failed"):
            way.send(letter)
        assert server.signed_in == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        way.send(letter)
    assert len(server.signed_in) == len(server.got) == 1
    with mail_server(MailServer()) as plain, pytest.raises(NotDeliveredError, match="STARTTLS"):
        Mail(host="127.0.0.1", port=plain.port, sender="desk@county.example").send(letter)
    assert plain.got == []


def test_waits_double_up_to_six_hours() -> None:
    assert [wait_before(n).total_seconds() / 60 for n in (1, 2, 3, 9, 10, 40)] == [1, 2, 4, 256, 360, 360]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_desk_that_runs_goes_its_rounds(listening: TestClient, desk: Desk, post: MailServer) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    say(desk, "survey")
    arrived = threading.Event()
    post.got = _Watched(arrived)
    with Rounds(desk, 0.01):
        assert arrived.wait(20)
    assert len(post.got) == 1


class _Watched(list):  # type: ignore[type-arg] # of e-mails
    """A list that tells when something is in it."""

    def __init__(self, arrived: threading.Event) -> None:
        super().__init__()
        self._arrived = arrived

    def append(self, mail: object) -> None:
        """Take an e-mail in."""
        super().append(mail)
        self._arrived.set()


def test_an_address_nobody_can_write_to_keeps_no_other_letter_waiting_and_is_given_up(
    listening: TestClient, desk: Desk, clock: Clock, channels: dict[str, Channel]
) -> None:
    assert listening.get("/api/v1/me").status_code == HTTPStatus.OK
    with desk.store.changing(SYSTEM, "test.address") as change:
        row = change.session.scalars(select(User).where(User.organisation == "YX-WATER")).one()
        row.email = "reader@water.example\nBcc: other@elsewhere.example"
    say(desk, "survey")
    taken = 0
    for _ in range(desk.settings.delivery_attempts):
        taken += deliver(desk, channels)
        clock.at += timedelta(hours=1)
    (mail,) = outbox(desk, "email")
    assert taken == 1, "the text message got through"
    assert (mail.sent_at, mail.next_at, mail.attempts, mail.failure) == (None, None, 3, "ValueError")


def test_a_refusal_under_an_address_read_otherwise_is_a_refusal(post: MailServer) -> None:
    post.refuse = ["550 no such person"] * 2
    mail = Mail(host="127.0.0.1", port=post.port, sender="desk@county.example", starttls=False)
    letter = Letter(
        key="k", recipient="Ada <ada@water.example>", organisation="YX-WATER", code="told.survey", subject="s",
        text="t", written_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    with pytest.raises(NotDeliveredError, match="550 no such person"):
        mail.send(letter)
