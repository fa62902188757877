"""A library with one work for each restriction, whose marker word stands everywhere in it."""

import io
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from repository.catalogue import service
from repository.catalogue.models import ALIVE, Alignment, Work, WorkFile, WorkPage
from repository.catalogue.service import Description
from repository.counting.models import CountDay
from repository.deposit.likeness import service as likeness
from repository.deposit.versions import service as versions
from repository.fixity import service as fixity
from repository.flow import previews
from repository.flow.previews import token
from repository.links import service as links
from repository.links.rules import normal
from repository.packs import service as packs
from repository.packs.choosing import Part as Packed
from repository.printed import lines, taking
from repository.printed.models import Copy
from repository.reading import notes
from repository.reading.models import Place, Reading
from repository.reading.notes import Said as NoteSaid
from repository.records.models import Record
from repository.sharing import ratings, rules
from repository.sharing import service as sharing
from repository.sharing.service import Part, Said
from school.curriculum.models import CurriculumNode
from school.curriculum.service import load_programme
from school.people.models import Person
from suite import clock, files, jobs
from suite.db import db
from tests.access.scene import Scene, bare
from tests.kit import hostile, make_print
from tests.repository.leaks.table import MARKERS

COMMON, NAME = "chungkho", "nguoikho"
PAGE = "Trang {number}: {marker} và lời kể {common}."
LONG = "".join(f" Đoạn {n} kể rằng cây số {n * 7} đứng cạnh suối {n * 3}." for n in range(40))
"""Enough text for works to be nearly the same."""


@dataclass
class Item:
    """Something restricted: its marker word, and what stands for it in addresses."""

    name: str
    marker: str
    values: dict[str, Any] = field(default_factory=dict)
    work_id: int = 0

    @property
    def traces(self) -> list[str]:
        """What must not reach whom it is not for: marker, identifiers."""
        found = [self.marker]
        return found + [str(self.values[key]) for key in ("uid", "code") if key in self.values]


@dataclass
class House:
    scene: Scene
    items: dict[str, Item]
    node_uid: str = ""
    list_uid: str = ""
    pack_id: int = 0


def open_only() -> House:
    """The people, and what is open to the world."""
    load_programme()
    house = House(bare(), {})
    _work(house, "open", "tea", "public")
    jobs.drain(["events", "index"])
    return house


def fill(house: House) -> None:
    """Add what is restricted, and all that stands around it."""
    other, far = house.scene.other_class, house.scene.far_class
    soon = clock.now() + timedelta(days=30)
    _work(house, "staff", "tea", "staff")
    _work(house, "class", "te2", "class", classes=(other.id,))
    _work(house, "far", "te3", "school", unit_id=far.school_id, by="pr2")
    _work(house, "embargo", "tea", "public", embargo_until=soon)
    _work(house, "signed", "tea", "signed_in")
    withdrawn = _work(house, "withdrawn", "tea", "school")
    _work(house, "draft", "tea", "public", state="draft")
    _work(house, "waiting", "tea", "public", state="submitted")
    jobs.drain(["events", "index"])
    service.withdraw(withdrawn, _id(house, "lib"), "Nguồn không rõ")
    _printed(house)
    _beside(house)
    _around(house)
    jobs.drain(["events", "index"])
    _codes(house)
    db.session.commit()


def _work(
    house: House, name: str, giver: str, audience: str, *, by: str = "lib",
    state: str = "published", unit_id: int = 0, **more: Any,
) -> Work:  # fmt: skip
    marker = MARKERS[name]
    said = Description(
        title=f"{COMMON} {marker} sách", kind="text", licence="cc-by", audience=audience,
        creators=(f"{NAME} {marker}",), publisher=f"Nhà {marker}", series=f"Bộ {marker}",
        keywords=(marker,), description=f"Nói về {marker}", subject_code="TOAN", grades=(6,),
        source=f"Nguồn {marker}", **more,
    )  # fmt: skip
    work = service.new_work(unit_id or house.scene.own_school.id, _id(house, giver), said)
    item = house.items[name] = Item(name, marker, {"uid": work.uid}, work.id)
    _files(work, item)
    work.cover_sha256 = _stored(hostile.png(3, 4) + marker.encode(), "image/png")
    node = db.session.query(CurriculumNode).filter_by(code="TOAN.6.01").one()
    house.node_uid = node.uid
    now = clock.now()
    proposed = {"proposed_by": _id(house, giver), "proposed_at": now}
    confirmed = {"confirmed_by": _id(house, by), "confirmed_at": now}
    db.session.add(Alignment(work_id=work.id, node_id=node.id, **proposed, **confirmed))
    db.session.flush()
    item.values["alignment"] = work.alignments[0].id
    item.values["agent"] = work.people[0].agent.uid
    links.add(work, normal(f"https://hoc10.vn/{marker}"), _id(house, giver))
    link = db.session.query(links.Link).filter_by(work_id=work.id).one()
    item.values["link"] = link.id
    if state != "draft":
        service.submit(work, _id(house, giver))
    if state == "published":
        service.publish(work, _id(house, by))
    return work


def _files(work: Work, item: Item) -> None:
    """One file of each kind of viewer; put into the tables without the readers' processes."""
    marker = item.marker
    with tempfile.TemporaryDirectory() as folder:
        book = hostile.epub(Path(folder)).read_bytes()
    cue = f"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n{marker} {COMMON}\n"
    kinds = (
        ("file", "text", "text/plain", marker.encode(), None),
        ("pdf", "pdf", "application/pdf", hostile.pdf(marker.encode()), None),
        ("epub", "epub", "application/epub+zip", book, None),
        ("image", "image", "image/png", hostile.png(4, 4), None),
        ("media", "media", "audio/mpeg", b"ID3" + marker.encode() * 9, None),
        ("captions", "subtitles", "text/vtt", cue.encode(), "text/vtt"),
    )
    for place, (key, kind, media_type, content, shown) in enumerate(kinds):
        sha256, paged = _stored(content, media_type), key not in ("image", "media")
        row = WorkFile(
            unit_id=work.unit_id, work_id=work.id, sha256=sha256, name=f"{marker}-{key}.{kind}",
            media_type=media_type, format=kind, size=len(content), pages=int(paged), locked=False,
            warnings=[], position=place, health=ALIVE, checked_at=clock.now(),
            shown_sha256=sha256 if shown else None, shown_type=shown,
            seconds=4 if key == "media" else None,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        item.values[key] = row.id
        if paged:
            text = PAGE.format(number=place, marker=marker, common=COMMON)
            text += LONG if key == "file" else ""
            page = WorkPage(work_id=work.id, file_id=row.id, page_no=1, label=marker, text=text)
            db.session.add(page)
    db.session.flush()
    assert likeness.sketch(item.values["file"])


def _printed(house: House) -> None:
    """A printed title for the staff alone, of which the school has a copy."""
    marker = MARKERS["printed"]
    row = make_print.row(f"{COMMON} {marker}", author=f"{NAME} {marker}")
    ground = lines.Ground("reference", make_print.DAY)
    found, faults = lines.read([make_print.HEAD, row], ground)
    school, librarian = house.scene.own_school.id, _id(house, "lib")
    outcome = taking.take(school, found, librarian, "so.xlsx", faults=faults, dry=False)
    assert not outcome.faults
    copy = db.session.query(Copy).filter_by(unit_id=school).one()
    work = db.session.get_one(Work, copy.work_id)
    work.audience = "staff"
    service.touch(work)
    db.session.flush()
    values = {"uid": work.uid, "copy": copy.id}
    house.items["printed"] = Item("printed", marker, values, work.id)


def _beside(house: House) -> None:
    """What people keep and share at works, each for some eyes alone."""
    opened = house.items["open"]
    file = db.session.get_one(WorkFile, opened.values["file"])
    work = db.session.get_one(Work, opened.work_id)
    given = versions.Version(
        work_id=work.id, file_id=file.id, state="waiting", reason=MARKERS["version"],
        person_id=_id(house, "tea"), at=clock.now(), sha256=_stored(b"moi", "text/plain"),
        name=f"{MARKERS['version']}.txt", media_type="text/plain", format="text", pages=1,
        size=3,
    )  # fmt: skip
    db.session.add(given)
    db.session.flush()
    _add(house, "version", version=given.uid)
    own = notes.add(file, 1, _id(house, "stu"), NoteSaid(text=MARKERS["note"]))
    _add(house, "note", note=own.uid)
    classes = (house.scene.other_class.id,)
    said = NoteSaid(text=MARKERS["class note"], class_ids=classes)
    shared = notes.add(file, 1, _id(house, "te2"), said)
    _add(house, "class note", note=shared.uid)
    rating = ratings.rate(work, _id(house, "mar"), 5, MARKERS["words"])
    _add(house, "words", rating=rating.id)


def _add(house: House, name: str, **values: Any) -> None:
    house.items[name] = Item(name, MARKERS[name], values)


def _around(house: House) -> None:
    """Lists, packs, places of readers, numbers of readings, previews: all of every work."""
    works = [item for item in house.items.values() if item.work_id]
    school, today = house.scene.own_school.id, clock.today()
    held = sharing.make(school, _id(house, "lib"), Said("Cho mọi người", visibility=rules.PUBLIC))
    house.list_uid = held.uid
    for item in works:
        work = db.session.get_one(Work, item.work_id)
        entry = sharing.put(held, work, Part(note=f"Ghi chú {item.marker}"))
        item.values |= {"list": held.uid, "entry": entry.id}
        if "file" in item.values:
            _read(house, item, today)
            _hand_out(house, item, work)
    hidden = sharing.Said(MARKERS["list"], visibility=rules.CLASS, class_id=_other(house))
    inside = sharing.make(school, _id(house, "te2"), hidden)
    _add(house, "list", list=inside.uid)
    pack = packs.ask(
        school,
        _id(house, "tea"),
        MARKERS["pack"],
        "",
        "own",
        [Packed(one.work_id) for one in works],
    )
    packs.make(pack, lambda done, total: None)
    house.pack_id = pack.id
    _add(house, "pack", pack=pack.uid)
    broken = db.session.get_one(WorkFile, house.items["staff"].values["image"])
    files.store().path(broken.sha256).unlink()  # of all of them
    fixity.audit(lambda done, total: None, rate=0)


def _read(house: House, item: Item, today: Any) -> None:
    """Everybody once stopped in it; people of the own school read it."""
    now, file_id = clock.now(), item.values["file"]
    for person in house.scene.people.values():
        db.session.add(Place(person_id=person.id, file_id=file_id, page=1, at=now))
    reader = _id(house, "stu")
    db.session.add(
        Reading(
            work_id=item.work_id, file_id=file_id, person_id=reader, started_at=now, last_at=now
        )
    )
    db.session.add(
        CountDay(
            day=today, work_id=item.work_id, unit_id=house.scene.own_school.id,
            class_id=house.scene.own_class.id, total_investigations=90, unique_investigations=90,
            total_requests=90, unique_requests=90, links=0,
        )
    )  # fmt: skip


def _hand_out(house: House, item: Item, work: Work) -> None:
    """A rating with words, and for what is not published a preview that was revoked."""
    row = ratings.rate(work, _id(house, "inv"), 5, f"Hay lắm {item.marker}")
    ratings.decide(row, "shown", _id(house, "lib"))
    item.values["rating"] = row.id
    if work.state in previews.BEFORE:
        preview = previews.make(work, _id(house, "tea"), item.marker, 14)
        previews.revoke(preview, _id(house, "tea"))
        item.values["token"] = token(preview)


def _codes(house: House) -> None:
    for record in db.session.query(Record):
        item = next(one for one in house.items.values() if one.work_id == record.work_id)
        item.values["code"] = record.code


def _other(house: House) -> int:
    return house.scene.other_class.id


def _id(house: House, key: str) -> int:
    person: Person = house.scene.people[key]
    return person.id


def _stored(content: bytes, media_type: str) -> str:
    stored = files.store().put(io.BytesIO(content), 1 << 20)
    files.remember(stored, media_type)
    db.session.flush()
    return stored.sha256
