"""tus 1.0 by hand: what each request answers, who may send it, and what stops it."""

import base64
import hashlib
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository import erasing
from repository.deposit.tus import lines, pieces, rules, service
from repository.deposit.tus.models import Resumable
from repository.deposit.tus.rules import Wrong
from repository.deposit.versions.models import Version
from repository.ingest import staging
from repository.ingest.models import Upload
from school.api import PersonErased
from suite import clock, files, jobs
from suite.db import db, new_uid
from tests.kit import make_library, tus
from tests.kit.queries import counted

swept = pytest.fixture(autouse=True)(tus.swept)
SignIn = Callable[[object], FlaskClient]
SPOKEN = {"Tus-Resumable": "1.0.0"}
CONTENT = make_library.TEXT.encode()


def said(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(v.encode()).decode()}" for key, v in pairs.items())


def begin(client: FlaskClient, size: int = len(CONTENT), name: str = "bai.txt", **more: str) -> Any:
    headers = {"Upload-Length": str(size), "Upload-Metadata": said(filename=name), **more}
    return client.post(tus.PATH, headers=SPOKEN | headers)


def at(answer: Any) -> str:
    assert answer.status_code == 201
    return str(answer.headers["Location"])


def send(client: FlaskClient, url: str, data: bytes, offset: int = 0, **more: str) -> Any:
    headers = {"Upload-Offset": str(offset), "Content-Type": rules.PART, **more}
    return client.patch(url, data=data, headers=SPOKEN | headers)


def cut(client: FlaskClient, url: str, data: bytes, length: int, **more: str) -> Any:
    """A request that says it brings `length` bytes, and ends before."""
    headers = {"Upload-Offset": "0", "Content-Type": rules.PART, "Content-Length": str(length)}
    given = BytesIO(data)
    return client.patch(url, input_stream=given, headers=SPOKEN | headers | more)


def row() -> Resumable:
    db.session.expire_all()
    return db.session.scalars(select(Resumable)).one()


def test_a_file_in_two_pieces_goes_the_way_of_every_upload(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    answer = begin(teacher)
    url = at(answer)
    assert "Upload-Expires" in answer.headers
    first = send(teacher, url, CONTENT[:20])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "20")
    stands = teacher.head(url, headers=SPOKEN)
    assert stands.headers["Upload-Offset"] == "20"
    assert stands.headers["Upload-Length"] == str(len(CONTENT))
    assert stands.headers["Upload-Metadata"] == said(filename="bai.txt")
    assert stands.headers["Cache-Control"] == "no-store"
    page = teacher.get("/library/upload").text
    assert "Đang gửi dở" in page
    assert "bai.txt" in page
    assert send(teacher, url, CONTENT[20:], 20).status_code == 204
    db.session.rollback()
    jobs.drain(["library"])
    assert db.session.scalars(select(Upload.state)).one() == "done"
    assert "Đang gửi dở" not in teacher.get("/library/upload").text
    assert not list(pieces.folder().iterdir())
    assert not list(staging.folder().iterdir())
    assert teacher.head(url, headers=SPOKEN).headers["Upload-Offset"] == str(len(CONTENT))


def test_bytes_may_come_with_the_beginning(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    headers = {"Upload-Length": str(len(CONTENT)), "Content-Type": rules.PART}
    headers |= {"Upload-Metadata": said(filename="bai.txt")}
    answer = teacher.post(tus.PATH, data=CONTENT, headers=SPOKEN | headers)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(CONTENT)))
    assert db.session.scalars(select(Upload.name)).one() == "bai.txt"


def test_an_empty_file_is_refused_as_everywhere(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    at(begin(teacher, 0))
    assert db.session.scalars(select(Upload.code)).one() == "empty_file"
    about = {"Upload-Metadata": said(filename="goi.zip", goal="pack")}
    assert begin(teacher, 0, **about).status_code == 400


def test_what_the_server_speaks(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    answer = teacher.options(tus.PATH)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "checksum" in answer.headers["Tus-Extension"].split(",")
    assert "Access-Control-Allow-Origin" not in answer.headers
    other = teacher.post(tus.PATH, headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"})
    assert (other.status_code, other.headers["Tus-Version"]) == (412, "1.0.0")


WRONG_PIECES = (
    ({"Upload-Offset": "1"}, 409),
    ({"Upload-Offset": "-1"}, 400),
    ({"Upload-Offset": "x"}, 400),
    ({"Content-Type": "text/plain"}, 415),
    ({"Upload-Checksum": "crc32 AAAA"}, 400),
    ({"Upload-Checksum": "sha1 ?"}, 400),
    ({"Upload-Checksum": "sha1 AAAA"}, 460),
    ({"Tus-Resumable": ""}, 412),
)
WRONG_BEGINNINGS = (
    {"Upload-Length": ""},
    {"Upload-Length": "99999999999999999999"},
    {"Upload-Defer-Length": "1"},
    {"Upload-Metadata": "filename ???"},
    {"Upload-Metadata": "filename /w=="},
    {"Upload-Metadata": "filename YQ==,filename YQ=="},
    {"Upload-Metadata": "filename " + "A" * 5000},
)


def test_wrong_pieces_add_nothing(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    for headers, status in WRONG_PIECES:
        assert send(teacher, url, b"abc", **headers).status_code == status, headers
    assert row().received == 0
    assert send(teacher, url, CONTENT + b"x").status_code == 413
    assert teacher.head(url, headers=SPOKEN).headers["Upload-Offset"] == "0"


def test_wrong_beginnings_begin_nothing(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    for headers in WRONG_BEGINNINGS:
        assert begin(teacher, **headers).status_code == 400, headers
    assert not list(pieces.folder().glob("*"))


def test_a_checksum_proves_a_piece(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    for name in rules.ALGORITHMS:
        offset = row().received
        part = CONTENT[offset : offset + 7]
        proof = base64.b64encode(hashlib.new(name, part).digest()).decode()
        answer = send(teacher, url, part, offset, **{"Upload-Checksum": f"{name} {proof}"})
        assert answer.headers["Upload-Offset"] == str(offset + 7)
    proof = base64.b64encode(hashlib.sha1(CONTENT).digest()).decode()
    other = at(begin(teacher))
    assert cut(teacher, other, CONTENT[:-5], len(CONTENT), **{"Upload-Checksum": f"sha1 {proof}"})
    assert teacher.head(other, headers=SPOKEN).headers["Upload-Offset"] == "0"


def test_a_cut_request_keeps_what_came(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    cut(teacher, url, CONTENT[:30], len(CONTENT))
    assert row().received == 30
    assert pieces.path(row().uid).read_bytes() == CONTENT[:30]


def test_one_request_may_bring_more_than_a_form_may(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 20)
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    assert send(teacher, url, CONTENT).status_code == 204
    assert db.session.scalars(select(Upload.size)).one() == len(CONTENT)
    assert teacher.patch(url, data={"a": "x" * 50}, headers=SPOKEN).status_code == 413


def test_a_line_that_falls_silent_is_given_up(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SILENCE", 0.1)
    at(begin(signed_in(make_library.town().teacher)))
    hung_up = threading.Event()

    class Silent(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(size) or (hung_up.wait(10) and b"") or b""

    assert service.add(row(), Silent(CONTENT[:30]), len(CONTENT), None) == 30
    assert row().received == 30
    monkeypatch.setattr(lines, "_left", threading.BoundedSemaphore(1))
    lines._left.acquire()
    with pytest.raises(Wrong) as caught:
        service.add(row(), Silent(b"x"), 1, None)
    assert caught.value.status == 503
    lines._left.release()
    hung_up.set()


def test_torn_bytes_behind_the_offset_are_written_over(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    send(teacher, url, CONTENT[:10])
    with pieces.path(row().uid).open("ab") as file:
        file.write(b"#" * 10_000)  # written, and the server was killed before the offset moved
    send(teacher, url, CONTENT[10:], 10)
    upload = db.session.scalars(select(Upload)).one()
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_the_later_of_two_writers_writes_on(dbapp: Flask) -> None:
    here = make_library.town()
    made = service.begin("a.txt", 8, "", "", here.school.id, here.teacher.id)
    uid, later = made.uid, threading.Event()

    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            del size
            later.set()
            done.wait(10)
            return super().read(4)

    done, told = threading.Event(), list[int]()

    def first() -> None:
        with dbapp.app_context():
            mine = db.session.scalars(select(Resumable)).one()
            try:
                service.add(mine, Slow(b"AAAA"), 4, None)
            except Wrong as error:
                told.append(error.status)

    ghost = threading.Thread(target=first)
    db.session.commit()
    ghost.start()
    later.wait(10)
    again = db.session.scalars(select(Resumable)).one()
    assert service.add(again, BytesIO(b"BBBB"), 4, None) == 4
    done.set()
    ghost.join()
    assert told == [409]
    assert row().received == 4
    assert pieces.path(uid).read_bytes() == b"BBBB"


def test_only_the_sender_sees_it(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    url = at(begin(signed_in(here.teacher)))
    for person in (here.librarian, here.principal, here.strange_librarian):
        other = signed_in(person)
        assert other.head(url, headers=SPOKEN).status_code == 404
        assert send(other, url, CONTENT).status_code == 404
        assert other.delete(url, headers=SPOKEN).status_code == 404
        assert other.post(f"{url}/discard").status_code == 404
        assert "bai.txt" not in other.get("/library/upload").text
    for person in (here.student, here.stranger):
        other = signed_in(person)
        assert other.head(url, headers=SPOKEN).status_code == 403
        assert begin(other).status_code == 403
    strange = {"Upload-Metadata": said(filename="a.txt", unit=str(here.stranger.school_id))}
    assert begin(signed_in(here.teacher), **strange).status_code == 403
    assert row().received == 0


def test_without_the_token_of_the_session_nothing_is_done(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    headers = SPOKEN | {"Upload-Offset": "0", "Content-Type": rules.PART}
    assert teacher.patch(url, data=CONTENT, headers=headers, csrf=False).status_code == 400
    assert teacher.delete(url, headers=SPOKEN, csrf=False).status_code == 400
    form = {"Upload-Length": "5", "Tus-Resumable": "1.0.0"}
    assert teacher.post(tus.PATH, data=form).status_code == 412
    assert row().received == 0


def test_the_method_may_stand_in_a_header(app: Flask, signed_in: SignIn) -> None:
    teacher = signed_in(make_library.town().teacher)
    url = at(begin(teacher))
    headers = {"Upload-Offset": "0", "Content-Type": rules.PART}
    headers |= {"X-HTTP-Method-Override": "PATCH"}
    assert teacher.post(url, data=CONTENT[:9], headers=SPOKEN | headers).status_code == 204
    assert row().received == 9
    assert teacher.post(url, headers=SPOKEN).status_code == 405
    headers = {"X-HTTP-Method-Override": "DELETE"}
    assert teacher.post(url, headers=SPOKEN | headers).status_code == 204
    assert not list(pieces.folder().iterdir())


def test_sizes_and_numbers_have_limits(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = signed_in(make_library.town().teacher)
    assert begin(teacher, 201 << 20, "sach.pdf").status_code == 413
    assert begin(teacher, (2 << 30) + 1, "phim.mp4").status_code == 413
    at(begin(teacher, 2 << 30, "phim.mp4"))
    at(begin(teacher, 2 << 30, "phim.mp4"))
    assert begin(teacher, 5).status_code == 429
    for one in db.session.scalars(select(Resumable)).all():
        service.discard(one)
    for _ in range(rules.MOST_OPEN):
        at(begin(teacher, 5))
    assert begin(teacher, 5).status_code == 429
    monkeypatch.setattr(service, "_room", threading.BoundedSemaphore(1))
    service._room.acquire()
    url = f"{tus.PATH}/{db.session.scalars(select(Resumable.uid)).first()}"
    busy = send(teacher, url, b"abcd")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "2")


def test_a_disk_that_fills_stops_uploads(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, store = signed_in(make_library.town().teacher), files.store()
    url = at(begin(teacher))
    store.reserve = 1 << 62
    assert send(teacher, url, CONTENT).status_code == 507
    assert begin(teacher).status_code == 507
    assert row().received == 0
    store.reserve = 0
    asked: list[int] = []
    monkeypatch.setattr(store, "ask_for", asked.append)
    at(begin(teacher, 1000))
    assert asked == [2 * len(CONTENT) + 2000]
    # Who brings nothing for an hour holds no room any more.
    with clock.frozen(clock.now() + rules.PROMISED + timedelta(seconds=1)):
        at(begin(teacher, 1000))
    assert asked[1:] == [2000]


def test_what_is_left_is_swept(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    url = at(begin(teacher))
    send(teacher, url, CONTENT[:5])
    torn = pieces.folder() / "00000000-0000-7000-8000-000000000000"
    torn.touch()
    # A version that nobody has read yet, what nobody knows, and a pack that was being written.
    (version, unknown), half = (new_uid(), new_uid()), staging.folder() / "pack-halb"
    book = make_library.book(here)
    db.session.add(Version(
        uid=version, work_id=book.id, file_id=book.files[0].id, state="reading", reason="Sửa",
        name="moi.txt", person_id=here.teacher.id, at=clock.now(),
    ))  # fmt: skip
    half.mkdir(parents=True)
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for place in (staging.path(version), staging.path(unknown), half):
        if place != half:
            place.touch()
        os.utime(place, (long_ago, long_ago))
    at(begin(teacher, name="xong.txt"))
    lost = db.session.scalars(select(Resumable).order_by(Resumable.id.desc())).first()
    assert lost is not None
    # The server was killed between the last byte and what follows it.
    pieces.path(lost.uid).write_bytes(CONTENT)
    lost.received = len(CONTENT)
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.enqueue("repository.sweep_resumable")
        db.session.commit()
        jobs.drain(["default"])
        assert db.session.scalars(select(Upload.name)).all() == ["xong.txt"]
        assert [p.name for p in pieces.folder().iterdir()] == [url.rsplit("/", 1)[1]]
        left = {p.name for p in staging.folder().iterdir()}
        assert version in left and not left & {unknown, half.name}
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert teacher.head(url, headers=SPOKEN).status_code in (302, 410)
        jobs.enqueue("repository.sweep_resumable")
        db.session.commit()
        jobs.drain(["default"])
    assert not list(pieces.folder().iterdir())
    assert db.session.scalars(select(Resumable.id)).all() == []


def test_rights_are_asked_for_again_at_the_end(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    url = at(begin(teacher))
    send(teacher, url, CONTENT[:5])
    row().unit_id = here.strange_librarian.school_id or 0
    db.session.commit()
    assert send(teacher, url, CONTENT[5:], 5).status_code == 403
    assert db.session.scalars(select(Upload.id)).all() == []


def test_who_is_erased_leaves_no_name(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    for name in ("a.txt", "b.txt", "c.txt"):
        at(begin(teacher, name=name))
    with counted() as asked:
        assert teacher.get("/library/upload").text.count("data-begun=") == 3
    assert len(asked) <= 12
    erasing.forget(PersonErased(here.teacher.id))
    db.session.commit()
    rows = db.session.scalars(select(Resumable)).all()
    assert [(one.name, one.said, one.mark) for one in rows] == [(f"{o.id}", "", "") for o in rows]
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        jobs.enqueue("repository.sweep_resumable")
        db.session.commit()
        jobs.drain(["default"])
    assert not list(pieces.folder().iterdir())
