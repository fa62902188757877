"""Writing a mail and handing it to a server."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from urllib.parse import unquote, urlsplit

from school.channels.email.rules import lasts
from school.hooks import Message, Permanent, Temporary

PATIENCE = 20  # seconds
HERE = ("localhost", "127.0.0.1", "::1")
SENDER = "Lớp Số"


def composed(message: Message, sender: str) -> EmailMessage:
    """The mail; sent once more it has the same Message-ID. Raises Permanent for what breaks it."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = formataddr((SENDER, sender))
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Unsubscribe"] = f"<{message.choices_url}>"
    except (ValueError, IndexError) as error:
        raise Permanent(f"a header cannot be: {error}") from None
    mail.set_content(message.text, cte="base64")
    return mail


def send(url: str, mail: EmailMessage) -> None:
    """Hand a mail to the server of `url`. Raises Temporary or Permanent.

    The line is encrypted where the server offers it, and always before a password crosses a
    network. What concerns the server or our account on it is temporary: somebody will mend it.
    """
    try:
        with _opened(url) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise (Permanent if lasts(code) else Temporary)(_said(code, text)) from None
    except smtplib.SMTPDataError as error:
        kind = Permanent if lasts(error.smtp_code) else Temporary
        raise kind(_said(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        raise Temporary(_said(error.smtp_code, error.smtp_error)) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Temporary(f"{type(error).__name__}: {error}") from None


def _opened(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=PATIENCE, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
    try:
        _prepare(server, host, unquote(parts.username or ""), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _prepare(server: smtplib.SMTP, host: str, user: str, password: str) -> None:
    server.ehlo()
    secret = isinstance(server, smtplib.SMTP_SSL)
    if not secret and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        secret = True
    if user:
        if not secret and host not in HERE:
            raise Temporary("the server offers no encryption for the password")
        server.login(user, password)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"
