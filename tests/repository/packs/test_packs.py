"""Class packs: what goes in, the round trip to another school, and hostile packs by name."""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository import erasing
from repository.catalogue import service as catalogue
from repository.catalogue.models import Step, Work, WorkFile
from repository.deposit.tus import jobs as tus_jobs
from repository.packs import keys, rules, service, signature
from repository.packs.bringing import Brought, Plan, bring
from repository.packs.choosing import Part
from repository.packs.models import Pack, PackImport, PackKey, PackOrigin
from repository.packs.opening import OpenPack, PackLimits, PackRefused
from school.api import PersonErased
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock, files, jobs
from suite.db import db
from suite.files import FileRow
from suite.settings import current_settings
from suite.text import fold
from tests.kit import make, make_library, tus
from tests.kit.make_library import Town
from tests.kit.queries import counted

swept = pytest.fixture(tus.swept)
SignIn = Callable[[object], FlaskClient]
LIMITS = PackLimits(10 * 2**20, 2**20)
FREE = {"licence": "cc-by", "audience": "public"}


def packed(here: Town, *works: Work, reach: str = rules.OWN, owner: Person | None = None) -> Pack:
    """A pack that the worker made."""
    parts = [Part(work.id, "tr. 2–3", "#page=2", "Đọc kỹ") for work in works]
    person = owner or here.teacher
    pack = service.ask(here.school.id, person.id, "Gói tuần 3", "Đọc ở nhà", reach, parts)
    jobs.drain(["library"])
    return db.session.get_one(Pack, pack.id, populate_existing=True)


def readable(here: Town, **said: Any) -> Work:
    """A published text that the reader of another school can read."""
    work = make_library.book(here, **said)
    work.files[0].name = "bai.txt"
    db.session.commit()
    return work


def path_of(pack: Pack) -> Path:
    assert pack.sha256 is not None
    return files.store().path(pack.sha256)


def brought(path: Path, here: Town, **said: Any) -> Brought:
    plan = Plan(here.stranger.school_id or 0, here.strange_librarian.id, **{"keep": True, **said})
    return bring(path, plan, lambda done, total: None)


def titles(pack: Pack) -> list[str]:
    with OpenPack(path_of(pack), LIMITS) as held:
        return [work.title for work in held.manifest.works]


@given(
    st.booleans(), st.sampled_from(["public", "signed_in", "school", "staff", "class", "?"]),
    st.booleans(), st.sampled_from([*rules.REACHES, "?"]),
    st.lists(st.sampled_from(["alive", "dead"])),
)  # fmt: skip
def test_nothing_goes_in_that_must_not(
    is_open: bool, audience: str, may_copy: bool, reach: str, healths: list[str]
) -> None:
    code = rules.why_not(
        is_open=is_open, audience=audience, may_copy=may_copy, reach=reach, healths=healths
    )
    fits = audience in ("public", "signed_in") or (audience == "school" and reach == rules.OWN)
    whole = bool(healths) and set(healths) == {"alive"}
    assert (code is None) == (is_open and fits and reach != "?" and may_copy and whole)


def test_rights_are_asked_at_making_and_at_handing_out(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    open_one = make_library.book(here, "Mở", **FREE)
    works = [
        open_one,
        make_library.book(here, "Trong trường", licence="own"),
        make_library.book(here, "Chỉ giáo viên", licence="own", audience="staff"),
        make_library.book(here, "Giấy phép riêng", licence="permission"),
        make_library.book(here, "Chưa mở", **FREE, embargo_until=clock.now() + timedelta(days=2)),
        make_library.book(here, "Đã gỡ", **FREE),
        make_library.book(here, "Hỏng", **FREE),
    ]
    catalogue.withdraw(works[5], here.librarian.id, "Nhầm")
    files.store().path(works[6].files[0].sha256).unlink()
    pack = packed(here, *works)
    assert titles(pack) == ["Mở", "Trong trường"]
    codes = {one["title"]: one["code"] for one in pack.left_out}
    assert codes == {
        "Chỉ giáo viên": "audience", "Giấy phép riêng": "licence",
        "Chưa mở": "not_open", "Hỏng": "broken",
    }  # fmt: skip
    assert titles(packed(here, *works, reach=rules.OTHER)) == ["Mở"]
    assert titles(packed(here, *works, owner=here.strange_librarian)) == ["Mở"]
    with zipfile.ZipFile(path_of(pack)) as held:
        whole = b"".join(held.read(name) for name in held.namelist()).decode()
    assert not any(work.title in whole for work in works[2:])
    url = f"/library/packs/{pack.uid}/download"
    teacher = signed_in(here.teacher)
    assert teacher.get(url).mimetype == "application/zip"
    assert signed_in(here.librarian).get(url).status_code == 404
    assert signed_in(here.student).get(url).status_code == 403
    catalogue.withdraw(open_one, here.librarian.id, "Nhầm")
    db.session.commit()
    assert teacher.get(url).status_code == 303
    with clock.frozen(clock.now() + timedelta(days=15)):
        service.expire(None)
        db.session.commit()
        assert teacher.get(url).status_code == 404
    assert db.session.get_one(Pack, pack.id, populate_existing=True).sha256 is None


def test_the_page_works_from_a_stick(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here, "Đường <b>tròn</b>", **FREE, creators=("Nguyễn Du",))
    pack = packed(here, work)
    with zipfile.ZipFile(path_of(pack)) as held:
        page, names = held.read("index.html").decode(), held.namelist()
    entry = f"files/{work.files[0].sha256}.text"
    assert entry in names and f'href="{entry}#page=2"' in page
    assert "Đường &lt;b&gt;tròn" in page and "<b>" not in page and "Đọc kỹ" in page
    assert f'data-folded="{fold("Đường &lt;b&gt;tròn&lt;/b&gt; Nguyễn Du")}"' in page
    assert not re.search(r'(src|href)="(https?:)?/', page)
    said = json.loads(zipfile.ZipFile(path_of(pack)).read("manifest.json"))
    assert said["works"][0]["licence"] == "cc-by" and said["works"][0]["rights_holder"]


def test_round_trip_to_another_school(dbapp: Flask) -> None:
    here = make_library.town()
    far = here.stranger.school_id or 0
    work = readable(here, title="Phân số", creators=("Tô Hoài",), **FREE)
    pack = packed(here, work, reach=rules.OTHER)
    path, stored = path_of(pack), db.session.scalars(select(FileRow.sha256)).all()
    tried = brought(path, here, keep=False)
    assert [line.outcome for line in tried.lines] == ["new"]
    assert db.session.scalars(select(Work.id)).all() == [work.id]
    done = brought(path, here, submit=True)
    assert [(line.outcome, line.state) for line in done.lines] == [("new", "submitted")]
    there = db.session.get_one(Work, done.lines[0].work)
    assert [file.sha256 for file in there.files] == [file.sha256 for file in work.files]
    assert (there.title, there.creators, there.unit_id) == ("Phân số", ["Tô Hoài"], far)
    assert (there.audience, there.licence) == ("school", "cc-by")
    origin = db.session.get_one(PackOrigin, there.id)
    assert (origin.work_uid, origin.pack_uid) == (work.uid, pack.uid)
    assert set(db.session.scalars(select(FileRow.sha256))) == set(stored)
    steps = select(Step.action).where(Step.work_id == there.id).order_by(Step.id)
    before = (db.session.scalars(steps).all(), there.changed_at)
    again = brought(path, here, submit=True)
    assert [(line.outcome, line.work) for line in again.lines] == [("known", there.id)]
    assert (db.session.scalars(steps).all(), there.changed_at) == before
    assert len(db.session.scalars(select(WorkFile.id)).all()) == 2


def test_a_pack_says_who_signed_it(dbapp: Flask, tmp_path: Path) -> None:
    here = make_library.town()
    pack = packed(here, readable(here, **FREE), reach=rules.OTHER)
    key = keys.public_of(here.school.id)
    assert brought(path_of(pack), here, keep=False).key == key
    there = here.stranger.school_id or 0
    assert keys.standing(there, key) == (keys.UNKNOWN, "")
    assert keys.standing(here.school.id, key) == (keys.OWN, "")
    keys.remember(there, key or "", "THCS Đông Sơn", here.strange_librarian.id)
    assert keys.standing(there, key) == (keys.KNOWN, "THCS Đông Sơn")
    assert keys.standing(there, None) == (keys.UNSIGNED, "")
    keys.forget(there, key or "", here.strange_librarian.id)
    assert keys.known([there]) == []
    # The key lies sealed, and is the same for the next pack.
    sealed = db.session.scalars(select(PackKey.sealed)).one()
    assert keys.signing_key(here.school.id).private_bytes_raw().hex() not in sealed
    with zipfile.ZipFile(path_of(pack)) as held:
        whole = {name: held.read(name) for name in held.namelist()}
    forger = signature.signed(Ed25519PrivateKey.generate(), b"x", b"y")
    text = next(name for name in whole if name.startswith("files/"))
    proof = json.loads(whole[rules.SIGNATURE])
    broken = json.dumps({**proof, "signature": "0" * 128}).encode()
    for name, content, code in (
        (rules.MANIFEST, whole[rules.MANIFEST].replace(b"\xc3\xb3i", b"oi "), "altered"),
        (rules.INDEX, whole[rules.INDEX] + b"<script>", "altered"),
        (rules.SIGNATURE, broken, "altered"),
        (rules.SIGNATURE, forger, "altered"),
        (text, whole[text][::-1], "hash_differs"),
    ):
        target = tmp_path / "pack.zip"
        with zipfile.ZipFile(target, "w") as made:
            for one, kept in whole.items():
                made.writestr(one, content if one == name else kept)
        with pytest.raises(PackRefused) as refused:
            brought(target, here, keep=False)
        wanted = rules.MANIFEST if content is forger else name
        said = "bai.txt" if name == text else wanted
        assert (refused.value.code, refused.value.params["name"]) == (code, said)


def test_nothing_is_published_by_who_brings_it(app: Flask) -> None:
    here = make_library.town()
    path = path_of(packed(here, readable(here, **FREE), reach=rules.OTHER))
    alone = brought(path, here, reviewer_id=here.strange_librarian.id)
    assert alone.lines[0].state == "submitted" and alone.lines[0].note
    work = db.session.get_one(Work, alone.lines[0].work)
    head = make.person("Trưởng", "principal", work.unit)
    catalogue.publish(work, head.id)
    catalogue.withdraw(work, head.id, "Không hợp")
    assert [line.outcome for line in brought(path, here).lines] == ["left"]


def test_a_licence_unknown_here_is_left_open(app: Flask) -> None:
    here = make_library.town()
    own = readable(here, licence="own", audience="public")
    line = brought(path_of(packed(here, own, reach=rules.OTHER)), here, submit=True).lines[0]
    assert line.state == "draft" and "giấy phép" in line.note.lower()
    assert db.session.get_one(Work, line.work).licence == "unknown"


def test_by_the_pages(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = readable(here, title="Phân số", **FREE)
    teacher, far = signed_in(here.teacher), signed_in(here.strange_librarian)
    url = f"/library/packs/new?work={work.uid}"
    db.session.commit()
    with counted() as seen:
        page = teacher.get(url).text
    assert len(seen) <= 12 and "1 học liệu" in page and "KB" in page
    assert teacher.post(url, data={"make": "1", "title": " "}).status_code == 422
    made = teacher.post(url, data={"make": "1", "title": "Gói", "reach": "other", "work": work.uid})
    assert "/jobs/" in made.location
    jobs.drain(["library"])
    index = teacher.get("/library/packs").text
    content = teacher.get(re.findall(r'href="(/library/packs/[^"]+/download)"', index)[0]).data
    bad = {"pack": (io.BytesIO(b"PK no pack"), "goi.zip")}
    far.post("/library/packs/bring", data=bad)
    far.post("/library/packs/bring", data={"pack": (io.BytesIO(content), "goi.zip")})
    jobs.drain(["library"])
    refused, row = db.session.scalars(select(PackImport).order_by(PackImport.id)).all()
    place = f"/library/packs/brought/{row.uid}"
    assert "không phải là gói lớp" in far.get(f"/library/packs/brought/{refused.uid}").text
    assert "Nhập các học liệu mới" in far.get(place).text
    assert teacher.get(place).status_code == teacher.post(f"{place}/take").status_code == 404
    far.post(f"{place}/take")
    jobs.drain(["library"])
    page = far.get(place).text
    uid = db.session.scalars(select(Work.uid).where(Work.id != work.id)).one()
    assert f"/library/works/{uid}" in page and "Bản nháp" in page
    assert "Đến từ THCS Thử Nghiệm trong gói lớp" in far.get(f"/library/works/{uid}").text


def test_by_the_command(app: Flask) -> None:
    here = make_library.town()
    path = path_of(packed(here, readable(here, **FREE), reach=rules.OTHER))
    school = db.session.get_one(OrgUnit, here.stranger.school_id)
    head = make.person("Trưởng", "principal", school)
    args = ["library", "import-pack", str(path), "--school", school.code]
    args += ["--as", here.strange_librarian.username, "--publish-as", head.username]
    db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=[*args, "--dry-run"]).exit_code == 0
    assert len(db.session.scalars(select(Work.id)).all()) == 1
    answer = runner.invoke(args=[*args, "--json"])
    assert answer.exit_code == 0
    assert [one["state"] for one in json.loads(answer.stdout)["works"]] == ["published"]
    path.write_bytes(b"PK")
    assert runner.invoke(args=args).exit_code == 1


Entries = list[tuple[Any, bytes]]


def zipped(target: Path, entries: Entries, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(target, "w", method) as held:
        for name, content in entries:
            held.writestr(name, content)
    return target


def plain(target: Path) -> tuple[dict[str, Any], Entries]:
    """A good pack as its manifest and its other entries."""
    content = "Một bài".encode()
    sha = hashlib.sha256(content).hexdigest()
    file = {
        "sha256": sha, "size": len(content), "name": "a.txt", "media_type": "text/plain",
        "path": f"files/{sha}.txt",
    }  # fmt: skip
    work = {
        "uid": "01890000-0000-7000-8000-000000000000", "title": "Bài", "creators": [],
        "kind": "text", "subject": None, "grades": [6], "language": "vi", "description": "",
        "licence": "cc-by", "rights_holder": "", "unit": "Trường", "nodes": [], "cover": None,
        "files": [file], "part": "", "note": "",
    }  # fmt: skip
    said = {
        "format": "lopso-pack", "version": 1, "uid": work["uid"], "title": "Gói",
        "description": "", "made_at": "2026-11-01T00:00:00Z",
        "unit": {"uid": work["uid"], "name": "Trường"}, "works": [work],
    }  # fmt: skip
    return said, [("index.html", b"<p>"), (file["path"], content)]


def refused(path: Path) -> PackRefused:
    with pytest.raises(PackRefused) as caught, OpenPack(path, LIMITS) as pack:
        pack.verify(lambda done, total: None)
    return caught.value


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("files/" + "a" * 64)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (("../../etc/passwd", b"x"), "unsafe_name"),
        (("/etc/passwd", b"x"), "unsafe_name"),
        (("files\\..\\x", b"x"), "unsafe_name"),
        (("C:/x.txt", b"x"), "unsafe_name"),
        (("files/evil.html", b"x"), "stray"),
        (("files/" + "a" * 64 + ".txt", b"x"), "stray"),
        (("covers/" + "a" * 64 + ".png", b"x"), "stray"),
        (("index.html", b"twice"), "twice"),
        ((link(), b"/etc/passwd"), "no_plain_file"),
        (("files/" + "a" * 64, b"x" * (2**20 + 1)), "too_large"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_entries_are_named(tmp_path: Path, entry: tuple[Any, bytes], code: str) -> None:
    said, entries = plain(tmp_path)
    good = [("manifest.json", json.dumps(said).encode()), *entries]
    with OpenPack(zipped(tmp_path / "good.zip", good), LIMITS) as pack:
        pack.verify(lambda done, total: None)
    error = refused(zipped(tmp_path / "bad.zip", [*good, entry]))
    assert error.code == code
    assert error.params


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "other"}, "bad_manifest"),
        ({"version": 2}, "bad_manifest"),
        ({"extra": 1}, "bad_manifest"),
        ({"made_at": "2026-11-01T00:00:00"}, "bad_manifest"),
        ({"title": "a\u202eb"}, "bad_manifest"),
        ({"works.title": ""}, "bad_manifest"),
        ({"works.title": "x" * 301}, "bad_manifest"),
        ({"works.grades": [99]}, "bad_manifest"),
        ({"works.uid": "../x"}, "bad_manifest"),
        ({"works.files": []}, "bad_manifest"),
        ({"files.path": "../../etc/passwd"}, "bad_manifest"),
        ({"files.path": "index.html"}, "bad_manifest"),
        ({"files.name": "../a.txt"}, "bad_manifest"),
        ({"files.media_type": "text/html; charset"}, "bad_manifest"),
        ({"files.size": -1}, "bad_manifest"),
        ({"files.size": 5}, "size_differs"),
        ({"files.sha256": "b" * 64, "files.path": "files/" + "b" * 64 + ".txt"}, "file_missing"),
    ],
)
def test_forged_manifests_are_named(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    said, entries = plain(tmp_path)
    for name, value in change.items():
        where, _, field = name.rpartition(".")
        held = {"": said, "works": said["works"][0], "files": said["works"][0]["files"][0]}[where]
        held[field] = value
    error = refused(
        zipped(tmp_path / "p.zip", [("manifest.json", json.dumps(said).encode()), *entries])
    )
    assert error.code == code
    field = next(iter(change)).rpartition(".")[2]
    assert code != "bad_manifest" or field in str(error.params["where"])


def test_other_hostile_packs(tmp_path: Path) -> None:
    said, entries = plain(tmp_path)
    good = [("manifest.json", json.dumps(said).encode()), *entries]
    other = [good[0], good[1], (good[2][0], "Mọt bài".encode())]
    assert refused(zipped(tmp_path / "a", other)).code == "hash_differs"
    (tmp_path / "b").write_bytes(b"no zip")
    assert refused(tmp_path / "b").code == "not_a_pack"
    assert refused(zipped(tmp_path / "c", [("index.html", b"")])).code == "not_a_pack"
    deep = [("manifest.json", b"[" * 100_000), *entries]
    assert refused(zipped(tmp_path / "d", deep)).code == "bad_manifest"
    bomb = [*good, ("covers/" + "a" * 64 + ".png", b"\0" * (3 * 2**20))]
    assert refused(zipped(tmp_path / "e", bomb, zipfile.ZIP_DEFLATED)).code == "bomb"
    huge = [*good, *((f"files/{n:064x}", b"\0" * 2**20) for n in range(11))]
    assert refused(zipped(tmp_path / "f", huge, zipfile.ZIP_DEFLATED)).code == "too_large"
    path = zipped(tmp_path / "g", good)
    content = path.read_bytes()
    path.write_bytes(content.replace("Một bài".encode(), "Mọt bài".encode()))
    assert refused(path).code in ("damaged", "hash_differs")


@pytest.mark.usefixtures("swept")
def test_a_pack_larger_than_a_form_comes_in_pieces(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    content = path_of(packed(here, readable(here, **FREE), reach=rules.OTHER)).read_bytes()
    monkeypatch.setattr(current_settings(), "max_upload", len(content) - 1)
    monkeypatch.setattr(current_settings(), "max_media", len(content) - 1)
    client = signed_in(here.strange_librarian)
    spoken = {"Tus-Resumable": "1.0.0"}
    about = {"filename": "goi.zip", "goal": "pack", "submit": "1"}
    said = ",".join(
        f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in about.items()
    )
    begun = {"Upload-Length": str(len(content)), "Upload-Metadata": said}
    answer = client.post("/library/resumable", headers=spoken | begun)
    assert answer.status_code == 201
    url = answer.headers["Location"]
    assert "goi.zip" in client.get("/library/packs/bring").text
    assert "goi.zip" not in client.get("/library/upload").text
    for start in (0, 1000):
        part = content[start : 1000 if not start else None]
        headers = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        answer = client.patch(url, data=part, headers=spoken | headers)
        assert answer.status_code == 204
    page = answer.headers["Content-Location"]
    row = db.session.scalars(select(PackImport)).one()
    assert (row.submit, row.size, page) == (True, len(content), f"/library/packs/brought/{row.uid}")
    # What waits to be looked through is not swept with the torn pieces of uploads.
    monkeypatch.setattr(tus_jobs, "TORN", timedelta(days=-1))
    assert tus_jobs._sweep_torn() == 0
    jobs.drain(["library"])
    shown = client.get(page).text
    assert keys.public_of(here.school.id) == row.key
    assert signature.fingerprint(row.key or "") in shown
    remember = f"{page}/sender"
    known = {"name": "THCS A", "compared": "1"}
    assert "THCS A" in client.post(remember, data=known, follow_redirects=True).text
    assert "THCS A" in client.get("/library/packs").text
    erasing.forget(PersonErased(here.strange_librarian.id))
    assert row.name == f"{row.id}.zip"
