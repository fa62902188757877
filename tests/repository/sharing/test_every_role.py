"""A restricted work in a list, a pack and the fixity page, asked for as every role."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from repository.fixity import service as fixity
from repository.packs import service as packs
from repository.packs.choosing import Part, choose
from repository.sharing import rules, service
from repository.sharing.service import Said
from school.api import who_is
from school.people.models import Person
from suite import files
from suite.db import db
from tests.kit import make, make_library

SignIn = Callable[[object], FlaskClient]
SECRET = "Quả chuối bí mật"
INSIDE = {"teacher", "librarian", "principal", "vice_principal", "school_administrator"}
OUTSIDE = {"student", "invigilator", "marker"}
ABOVE = {"commune_officer", "inspector"}


def people(here: make_library.Town) -> dict[str, Person]:
    names = INSIDE | OUTSIDE - {"student"}
    found = {name: make.person(f"Người {name}", name, here.school) for name in sorted(names)}
    found |= {name: make.person(f"Trên {name}", name, here.school.parent) for name in ABOVE}
    found |= {"student": here.student, "guardian": make.guardian(here.student)}
    found |= {"stranger": here.stranger, "far librarian": here.strange_librarian}
    return found | {"administrator": make.person("Trị", "administrator", here.school.parent)}


def test_a_restricted_work_reaches_whom_it_may(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here, SECRET, licence="own", audience="staff")
    held = service.make(
        here.school.id, here.librarian.id, Said("Cho mọi người", visibility=rules.PUBLIC)
    )
    service.put(held, work, service.Part(1, 2, note="Ghi chú kín"))
    files.store().path(work.files[0].sha256).unlink()
    fixity.audit(lambda done, total: None, rate=0)
    everyone = people(here)
    db.session.commit()
    sees = INSIDE | {"administrator"}
    addresses = (
        f"/library/collections/{held.uid}",
        f"/library/packs/new?collection={held.uid}",
        "/library/fixity",
    )
    for role, person in {**everyone, "nobody": None}.items():
        client = signed_in(person) if person else app.test_client()
        pages = "".join(client.get(address).text for address in addresses)
        assert (SECRET in pages) == (role in sees), role
        assert ("Ghi chú kín" in pages) == (role in sees), role
        if person is not None:
            chosen = choose([Part(work.id)], who_is(person), "own")
            assert not chosen.parts, role
            assert bool(chosen.left_out) == (role in sees), role
    pack = packs.ask(here.school.id, here.student.id, "Gói", "", "own", [Part(work.id)])
    packs.make(pack, lambda done, total: None)
    assert (pack.works, pack.left_out) == (0, [])
