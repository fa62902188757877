"""Notices of the pupil of the own class, and a mail server that is set."""

from pydantic import SecretStr

from school.notices import addresses
from school.notices.kinds import PASSWORD_RESET
from school.notices.models import Notice
from school.notices.service import To, notify
from school.people.models import Contact
from suite import clock
from suite.db import db
from suite.settings import current_settings
from tests.access.scene import Scene


def build(scene: Scene) -> None:
    """A notice, and an address that waits to be confirmed."""
    settings, pupil = current_settings(), scene.people["stu"]
    settings.smtp_url = SecretStr("smtp://127.0.0.1:9")
    settings.mail_from, settings.public_url = "lopso@truong.example", "http://lopso.example"
    notify(PASSWORD_RESET, [To(pupil.id)], key="scene", school_id=pupil.school_id, path="/courses")
    contact = Contact(
        person_id=pupil.id, kind="email", value="em@example.vn", valid_from=clock.today()
    )
    db.session.add(contact)
    db.session.commit()
    scene.args |= {
        "notice_id": db.session.query(Notice).filter_by(person_id=pupil.id).one().id,
        "channel": "email",
        ("notices.verify", "token"): addresses.token_of(contact),
        ("notices.confirm", "token"): addresses.token_of(contact),
    }
    scene.forms["notices.give"] = {"address": "toi@example.vn"}
    scene.forms["notices.choose"] = {"mode": "now", "quiet_from": "21:00", "quiet_to": "06:30"}
