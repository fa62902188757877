"""Things of the library: works of the own class's teacher in each state."""

import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from sqlalchemy import select

from repository.catalogue import alignment, queries, service
from repository.catalogue.agents import service as agents
from repository.catalogue.bulk import service as bulk
from repository.catalogue.bulk.service import Change
from repository.catalogue.models import Alignment, Work
from repository.deposit.lists import service as lists
from repository.deposit.versions import service as versions
from repository.flow import decisions, previews
from repository.ingest import service as ingest
from repository.links import service as links
from repository.links.models import Link
from repository.links.rules import normal
from repository.marc import jobs as marc_jobs
from repository.marc import sources
from repository.merging import service as merging
from repository.packs import importing
from repository.packs import service as packs
from repository.packs.choosing import Part
from repository.reading import notes
from repository.reading.notes import Said
from repository.records import service as records
from repository.search import saved
from repository.search.models import Saved
from repository.sharing import ratings
from repository.sharing import service as sharing
from school.curriculum.models import CurriculumNode
from school.curriculum.service import load_programme
from school.people.standing import who_is
from suite import clock, files, jobs
from suite.db import db, new_uid
from tests.access.scene import Scene
from tests.kit import hostile
from tests.kit.make_library import OPEN, TEXT

DRAFT = ("deposits.edit", "deposits.save", "deposits.topics", "deposits.align", "deposits.submit")
WAITING = ("deposits.take_back", "reviews.publish", "reviews.ask_changes")


def build(scene: Scene) -> None:
    """A published work of the school, a draft, and one that waits for review."""
    load_programme()
    published, draft, waiting = (_work(scene, f"Bài {n}") for n in range(3))
    teacher, librarian = scene.people["tea"].id, scene.people["lib"].id
    node = db.session.scalars(select(CurriculumNode.id).where(CurriculumNode.code == "TOAN.6.01"))
    node_id = node.one()
    alignment.align(published, [node_id], [node_id], teacher)
    for work in (published, waiting):
        service.submit(work, teacher)
    service.publish(published, librarian)
    published.cover_sha256 = _picture()
    record = records.refresh(published.id, changed=True)
    db.session.commit()
    scene.args["code"] = record.code if record else ""
    scene.args["citing.export", "form"] = "bib"
    scene.args |= {("opds.by", "name"): "kind", ("opds.by2", "name"): "kind"}
    scene.args["sitemap.part", "number"] = 1
    _catalogues(scene)
    scene.args["uid"] = published.uid
    _flow(scene, draft, waiting)
    scene.args |= {(endpoint, "uid"): draft.uid for endpoint in DRAFT}
    scene.args |= {(endpoint, "uid"): waiting.uid for endpoint in WAITING}
    scene.args |= {(f"previews.{does}", "uid"): draft.uid for does in ("index", "make", "revoke")}
    scene.args["file_id"] = published.files[0].id
    links.add(published, normal("https://hoc10.vn/bai/1"), librarian)
    listed = lists.give(
        new_uid(), scene.own_school.id, teacher, name="danh-sach.csv", archive="", usual=OPEN
    )
    scene.args |= {(f"lists.{does}", "uid"): listed.uid for does in ("show", "take", "take_back")}
    scene.args["link_id"] = db.session.scalars(select(Link.id)).one()
    scene.forms["links.add"] = {"url": "https://hoc10.vn/bai/2"}
    scene.args["page"] = 1
    printed = _work(scene, "Sách in", "pdf", hostile.pdf())
    service.submit(printed, teacher)
    service.publish(printed, librarian)
    double = _work(scene, "Sách in hai lần")
    made_one = merging.merge(printed.id, double.id, {}, librarian)
    scene.args["merging.part", "merge_id"] = made_one.id
    for endpoint in ("pictures.show", "pictures.picture"):
        scene.args[endpoint, "file_id"] = printed.files[0].id
    with TemporaryDirectory() as folder:
        bound = _work(scene, "Sách", "epub", hostile.epub(Path(folder)).read_bytes())
    service.submit(bound, teacher)
    service.publish(bound, librarian)
    scene.args["other"] = bound.uid
    for endpoint in ("books.show", "books.page", "books.picture"):
        scene.args[endpoint, "file_id"] = bound.files[0].id
        scene.args[endpoint, "number"] = 0 if endpoint == "books.picture" else 1
    text = io.BytesIO(f"Bản mới\n\n{TEXT}".encode())
    given = versions.give(printed.files[0], "moi.txt", text, "Sửa lỗi", teacher, queue=False)
    versions.read(given)
    for does in ("show", "download", "publish", "give_back"):
        scene.args[f"versions.{does}", "uid"] = given.uid
    scene.forms["versions.give_back"] = {"reason": "Còn thiếu trang."}
    scene.args["alignment_id"] = db.session.scalars(select(Alignment.id)).one()
    note = notes.add(published.files[0], 1, scene.people["stu"].id, Said(text="Của em"))
    scene.args |= {(f"notes.{does}", "uid"): note.uid for does in ("edit", "remove")}
    scene.forms |= {"notes.add": {"text": "Một ý"}, "notes.edit": {"text": "Một ý khác"}}
    saved.keep(scene.people["stu"].id, "q=bai")
    scene.args["saved_id"] = db.session.scalars(select(Saved.id)).one()
    scene.forms["library.saved_keep"] = {"address": "q=bai"}
    _shared(scene, published)
    _people(scene, published, draft)
    _batch(scene, published)
    scene.forms["uploads.receive"] = lambda: {"files": (io.BytesIO(TEXT.encode()), "moi.txt")}
    scene.forms["reviews.ask_changes"] = {"reason": "Xin ghi rõ nguồn."}
    scene.forms["reviews.withdraw"] = {"reason": "Nguồn không rõ."}


def _flow(scene: Scene, draft: Work, waiting: Work) -> None:
    """The librarian's list with what waits, a decision that was carried out, and a preview link of
    the draft."""
    done, librarian = _work(scene, "Bài duyệt"), who_is(scene.people["lib"])
    service.submit(done, scene.people["tea"].id)
    lists = {}
    for name, work in (("listed", waiting), ("done", done)):
        waits = queries.to_review(librarian).where(Work.id == work.id)
        lists[name] = decisions.put_together(librarian, waits)[0]
    stored = files.store().put(io.BytesIO(hostile.pdf()), 1 << 20)
    files.remember(stored, "application/pdf")
    said = decisions.Said("1/QĐ", clock.today(), "Hiệu Trưởng Một", "", stored.sha256, "qd.pdf")
    decisions.decide(lists["done"], librarian, said)
    scene.forms["decisions.undo"] = {"reason": "Nhầm danh sách"}
    for does in ("show", "annex", "file", "withdrawal", "add_file", "undo"):
        scene.args[f"decisions.{does}", "uid"] = lists["done"].uid
    for does in ("decide", "change", "drop"):
        scene.args[f"decisions.{does}", "uid"] = lists["listed"].uid
    scene.args["work_id"] = waiting.id
    preview = previews.make(draft, scene.people["tea"].id, "Góp ý", 14)
    scene.args["preview_id"] = preview.id
    for does in ("show", "cover", "text", "content", "download", "picture"):
        scene.args[f"previews.{does}", "token"] = previews.token(preview)
        scene.args[f"previews.{does}", "file_id"] = draft.files[0].id
    scene.forms |= {
        "decisions.begin": {"work": waiting.uid},
        "decisions.decide": {"number": "2/QĐ", "signed_on": "2026-09-08", "signer": "Hiệu Trưởng"},
        "previews.make": {"purpose": "Góp ý", "days": "14"},
        "flow.choose": {"steps": "group", "version": "0"},
    }
    scene.args["flow.choose", "unit_id"] = scene.own_school.id


def _shared(scene: Scene, work: Work) -> None:
    """A list of the teacher for the own class."""
    teacher, of = scene.people["tea"].id, scene.own_class.id
    said = sharing.Said("Đọc thêm", visibility="class", class_id=of)
    held = sharing.make(scene.own_school.id, teacher, said)
    item = sharing.put(held, work, sharing.Part())
    for does in ("show", "edit", "remove"):
        scene.args[f"collections.{does}", "uid"] = held.uid
    for does in ("edit", "move", "remove"):
        scene.args[f"items.{does}", "uid"] = held.uid
    scene.args["item_id"] = item.id
    described = {"title": "Đọc thêm", "visibility": "private"}
    scene.forms["collections.new"] = described
    scene.forms["collections.edit"] = {**described, "version": held.version}
    scene.forms["items.choose"] = {"into": held.uid}
    scene.forms["items.edit"] = {"version": held.version}
    stranger = scene.people["mar"].id
    rating = ratings.rate(work, stranger, 4, "Bài hay")
    ratings.decide(rating, "shown", scene.people["lib"].id)
    scene.args["rating_id"] = rating.id
    scene.forms["ratings.decide"] = {"state": "hidden"}
    scene.forms["ratings.switch"] = {"unit": scene.own_school.id, "on": "0"}
    pack = packs.ask(scene.own_school.id, teacher, "Gói", "", "own", [Part(work.id)])
    packs.make(pack, lambda done, total: None)
    for does in ("download", "remove"):
        scene.args[f"packs.{does}", "uid"] = pack.uid
    scene.queries["packs.new"] = {"work": work.uid}
    scene.forms["packs.new"] = {"work": work.uid, "title": "Gói", "make": "1"}
    scene.forms["packs.bring"] = lambda: {"pack": (io.BytesIO(b"PK"), "goi.zip")}
    row = importing.receive(
        "goi.zip", io.BytesIO(b"PK"), unit_id=scene.own_school.id, person_id=teacher, submit=False
    )
    row.key = "ab" * 32
    scene.args |= {"public": row.key, ("packs.forget", "unit_id"): scene.own_school.id}
    scene.forms["packs.remember"] = {"name": "THCS Khác", "compared": "1"}
    for does in ("brought", "take", "remember"):
        scene.args[f"packs.{does}", "uid"] = row.uid
    scene.forms["items.move"] = {"way": "up", "version": held.version}


def _catalogues(scene: Scene) -> None:
    """A library to harvest, and a file of records that the librarian tried."""
    librarian, school = scene.people["lib"].id, scene.own_school.id
    source = sources.add(school, librarian, sources.Asked("Tỉnh", "https://tinh.example.vn/oai"))
    payload = {"sha256": "0" * 64, "title": "a.mrc", "unit_id": school, "person_id": librarian}
    tried = jobs.enqueue(marc_jobs.NAME, owner_id=librarian, trial=True, **payload)
    tried.state, tried.result = "done", {
        "read": 0, "counts": {}, "broken": [], "trial": True, "title": "a.mrc"
    }  # fmt: skip
    db.session.commit()
    scene.args["source_id"] = source.id
    scene.args |= {("marc.result", "job_id"): tried.id, ("marc.keep", "job_id"): tried.id}
    scene.forms["marc.add"] = {"name": "A", "base_url": "https://a.vn/oai", "prefix": "oai_dc"}


def _work(scene: Scene, title: str, suffix: str = "txt", content: bytes = b"") -> Work:
    upload = ingest.receive(
        f"{title}.{suffix}",
        io.BytesIO(content or f"{title}\n\n{TEXT}".encode()),
        unit_id=scene.own_school.id,
        person_id=scene.people["tea"].id,
        queue=False,
    )
    work = ingest.take(upload, replace(OPEN, title=title))
    assert work is not None, upload.code
    return work


def _people(scene: Scene, published: Work, draft: Work) -> None:
    """Who wrote the published work, and three doubles of whom one was merged."""
    names = ("Nguyễn Du", "Nguyen Du", "Du Nguyễn", "Du Nguyen")
    agents.tie(published, {"author": names})
    db.session.commit()
    author, double, gone, free = (row.agent for row in published.people)
    merge = agents.merge(author.id, gone.id, scene.people["lib"].id)
    scene.args["merge_id"] = merge.id
    scene.args |= {(f"agents.{does}", "uid"): author.uid for does in ("show", "edit", "save")}
    scene.forms["agents.merge"] = {"keep": double.uid, "gone": free.uid}
    scene.forms["agents.save"] = {"name": "Nguyễn Du", "kind": "person", "version": "2"}
    scene.queries["agents.suggest"] = {"work": draft.uid, "q": "ng"}


def _batch(scene: Scene, published: Work) -> None:
    """The published work changed by the librarian among many."""
    change = Change("series", "set", "Tủ sách")
    batch = bulk.apply([published.uid], change, who_is(scene.people["lib"]))
    assert batch is not None
    scene.args |= {(f"bulk.{does}", "uid"): batch.uid for does in ("batch", "undo")}
    scene.queries["bulk.choose"] = {"work": published.uid}
    form = {"works": published.uid, "field": "series", "series": "Bộ khác"}
    scene.forms |= {f"bulk.{does}": form for does in ("preview", "apply")}


def _picture() -> str:
    """A picture in the store, for a cover."""
    target = io.BytesIO()
    Image.new("RGB", (3, 4)).save(target, "PNG")
    target.seek(0)
    stored = files.store().put(target, 1 << 20)
    files.remember(stored, "image/png")
    db.session.flush()
    return stored.sha256
