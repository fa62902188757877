"""What e-mail is to the notices."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext

from school.api import verified_contacts
from school.channels.email import rules, smtp
from school.hooks import Message
from suite.settings import current_settings


class EmailChannel:
    """Mail in plain text through the server of the settings."""

    name = "email"
    label = lazy_gettext("E-mail")
    icon = "envelope"
    contact = "email"
    address_label = lazy_gettext("E-mail address")

    def is_on(self) -> bool:
        """Whether a mail server is set."""
        return bool(current_settings().smtp_url.get_secret_value())

    def checked(self, text: str) -> str:
        """A plain address, its domain in small letters."""
        return rules.checked(text)

    def addresses_of(self, person_ids: Sequence[int]) -> Mapping[int, str]:
        """The confirmed addresses."""
        return verified_contacts(self.contact, person_ids)

    def send(self, message: Message) -> None:
        """Hand a message to the mail server."""
        settings = current_settings()
        smtp.send(settings.smtp_url.get_secret_value(), smtp.composed(message, settings.mail_from))
