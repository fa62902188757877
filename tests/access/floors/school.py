"""Things of the school and the cellar."""

import io

from sqlalchemy import select

from school.people import service as people
from school.people.models import Contact, Guardianship, PersonIdentifier, RoleGrant
from school.roster.models import ListImport
from school.signin import cards, providers, sessions
from school.signin.providers import ProviderPlan
from suite import clock, jobs
from suite.db import db
from tests.access.scene import Scene
from tests.kit import make
from tests.kit import make_roster as lists
from tests.kit.client import SURE


def build(scene: Scene) -> None:
    """Arguments and forms of the school's addresses."""
    year = make.year()
    scene.args |= {
        "year_id": year.id,
        "class_id": scene.own_class.id,
        "person_id": scene.classmate.id,
        "unit_id": scene.own_school.id,
    }
    monday = make.YEAR_START.isoformat()
    scene.forms["calendar.mark"] = {"monday": monday, "counts": "0"}
    scene.forms["calendar.make"] = {"start": "2027-09-06"}
    scene.forms["signin.start_support"] = {"reason": "Hỏi mật khẩu"}
    for asks in ("people.first_password", "classes.first_passwords", "classes.cards"):
        scene.forms[asks] = SURE
    scene.forms["factors.off_another"] = SURE
    job = jobs.enqueue("repository.take", owner_id=scene.people["tea"].id, upload_id=0)
    db.session.commit()
    scene.args["job_id"] = job.id
    scene.args["token"] = cards.renew([scene.classmate.id])[scene.classmate.id]
    held = sessions.begin(scene.classmate.id, "password", "::1", "")
    db.session.commit()
    scene.args["session_id"] = held.id
    scene.args["factor_id"] = 1
    away = ProviderPlan("Máy chủ vắng", "http://127.0.0.1:9", "lopso", "secret", "email")
    scene.args["provider_id"] = providers.add(scene.own_school.id, away).id
    scene.forms["family.add"] = {"new-full_name": "Trần Thị Mẹ", "new-relation": "mother"}
    scene.forms["family.link"] = {"username": scene.people["tea"].username, "relation": "father"}
    scene.args["link_id"] = db.session.scalars(
        select(Guardianship.id).where(Guardianship.pupil_id == scene.classmate.id)
    ).one()
    scene.args["grants.end", "person_id"] = scene.people["tea"].id
    scene.args["grant_id"] = db.session.scalars(
        select(RoleGrant.id).where(RoleGrant.person_id == scene.people["tea"].id)
    ).one()
    today = clock.today().isoformat()
    scene.args["grants.give", "person_id"] = scene.people["tea"].id
    scene.forms["grants.give"] = {
        "role": "librarian", "unit_id": scene.own_school.id, "since": today
    }  # fmt: skip
    scene.queries["grants.add"] = {"unit": scene.own_school.id}
    scene.forms["grants.add"] = {
        "full_name": "Trần Mới",
        "role": "librarian",
        "class_id": 0,
        "gender": "",
    }
    person = scene.classmate
    people.identify(person, "moet", "3100000001")
    row = Contact(person_id=person.id, kind="phone", value="0912345678", valid_from=clock.today())
    db.session.add(row)
    db.session.commit()
    scene.args["people_edit.end_contact", "row_id"] = row.id
    scene.args["row_id"] = db.session.scalars(select(PersonIdentifier.id)).one()
    scene.forms["people_edit.change"] = {
        "full_name": person.full_name, "gender": "", "version": person.version
    }  # fmt: skip
    scene.forms["people_edit.add_contact"] = {"contact-kind": "email", "contact-value": "a@b.vn"}
    scene.forms["people_edit.add_identifier"] = {
        "identifier-scheme": "school", "identifier-value": "HS-1"
    }  # fmt: skip
    scene.forms["suite.set_language"] = {"language": "en"}
    scene.forms["roster.preview"] = lambda: {"file": (io.BytesIO(_list()), "ds.csv")}
    scene.forms["roster_imports.export"] = {"format": "xlsx"}
    made = ListImport(
        school_id=scene.own_school.id,
        year_id=year.id,
        at=clock.now(),
        file_name="ds.xlsx",
        sha256="0" * 64,
        counts={"pupils_new": 1},
    )
    db.session.add(made)
    db.session.commit()
    scene.args["import_id"] = made.id


def _list() -> bytes:
    return lists.csv_list([["Họ và tên", "Lớp"], ["Trần Mới", "6A"]])
