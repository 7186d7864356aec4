"""E-mail by SMTP (RFC 5321), with an iCalendar invitation (RFC 6047) where a letter has one."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from api.delivery.channels import NotDeliveredError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.delivery.channels import Letter

__all__ = ["Mail", "mail_of"]

TIMEOUT_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail server. ``starttls`` encrypts before anything is said; one that cannot, or is not trusted, is not used."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    starttls: bool = True

    def send(self, letter: Letter) -> None:
        """Send a letter as one e-mail.

        Raises
        ------
        NotDeliveredError
            If the server is not reached or does not take it; final where it refuses for good (a 5xx reply).
        """
        try:
            with self._server() as server:
                server.send_message(mail_of(letter, self.sender))
        except smtplib.SMTPRecipientsRefused as refused:
            # under the address as the header was read, which need not be the letter's to the letter
            code, said = next(iter(refused.recipients.values()))
            raise NotDeliveredError(_words(code, said), final=_for_good(code)) from refused
        except smtplib.SMTPResponseException as refused:
            # a server that refuses the desk itself is a setting to put right, not the recipient's fault
            ours = isinstance(refused, (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError))
            final = _for_good(refused.smtp_code) and not ours
            raise NotDeliveredError(_words(refused.smtp_code, refused.smtp_error), final=final) from refused
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise NotDeliveredError(f"{type(error).__name__}: {error}") from error

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user is not None:
                server.login(self.user, self.password or "")
            yield server


def mail_of(letter: Letter, sender: str) -> EmailMessage:
    """Return a letter as an e-mail; tried again, it is the same e-mail with the same Message-ID."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, letter.recipient, letter.subject
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2].strip('> ')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    if letter.calendar is not None:
        mail.add_attachment(
            letter.calendar, subtype="calendar", filename="invitation.ics", params={"method": "REQUEST"}
        )
    return mail


def _for_good(code: int) -> bool:
    return code >= HTTPStatus.INTERNAL_SERVER_ERROR


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
