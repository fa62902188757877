"""E-mail.

Carries notices by a mail server (LOPSO_SMTP_URL, LOPSO_MAIL_FROM, LOPSO_PUBLIC_URL); off where
none is set. Only addresses that their owner confirmed get mail.
"""

from school.channels.email.kind import EmailChannel
from school.hooks import NOTICE_CHANNEL
from suite.hooks import Plugin

plugin = Plugin(name="email", module=__name__, kinds={NOTICE_CHANNEL: [EmailChannel()]})
