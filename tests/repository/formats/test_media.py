"""Recordings and captions: recognised, measured, played by ranges, found by what is said."""

import struct
import wave
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from mutagen.ogg import OggPage
from sqlalchemy import select

from repository.catalogue import service
from repository.catalogue.models import Work, WorkFile, WorkPage
from repository.formats.media.kind import MediaFormat
from repository.formats.media.reader import read
from repository.formats.subtitles.kind import SubtitlesFormat
from repository.formats.subtitles.reader import read as read_captions
from repository.formats.text.kind import TextFormat
from repository.hooks import FormatError, Limits
from repository.ingest import service as ingest
from repository.ingest.models import Upload
from repository.ingest.sniff import identify
from repository.search import service as search
from repository.search.engine import Query
from school.api import who
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.make_library import Town
from tests.kit.shared import shared

SignIn = Callable[[object], FlaskClient]
LIMITS = Limits()
SRT = (
    "1\n00:00:02,000 --> 00:00:04,000\nChào các em\n\n"
    "2\n00:01:05,500 --> 00:01:09,000\n<b>Định lí Pythagore</b>\n\n"
    "3\n00:01:12,000 --> 00:01:15,000\ntrong tam giác vuông\n"
)


def sound(seconds: int = 2) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(800)
        file.writeframes(b"\x80" * 800 * seconds)
    return out.getvalue()


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(handler: bytes = b"vide", brand: bytes = b"isom") -> bytes:
    """A film of seven seconds without a picture in it."""
    times = struct.pack(">IIIII", 0, 0, 0, 1000, 7000)
    handled = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)
    track = box(b"trak", box(b"mdia", box(b"mdhd", times + b"\0" * 4), handled))
    return box(b"ftyp", brand + b"\0\0\0\0" + brand) + box(
        b"moov", box(b"mvhd", times + b"\0" * 80), track
    )


def element(name: str, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return bytes.fromhex(name) + struct.pack(">Q", len(body) | 1 << 56) + body


def webm(kind: int = 1) -> bytes:
    head = element("1A45DFA3", element("4282", b"webm"))
    info = element("1549A966", element("4489", struct.pack(">d", 9400)))
    return head + element(
        "18538067", info, element("1654AE6B", element("AE", element("83", bytes([kind]))))
    )


def ogg() -> bytes:
    first = b"\x01vorbis" + struct.pack("<LBLLLLBB", 0, 1, 8000, 0, 64000, 0, 0xB8, 1)
    said = b"title=B\xc3\xa0i h\xc3\xa1t"
    comment = b"\x03vorbis" + struct.pack("<LLL", 0, 1, len(said)) + said + b"\x01"
    pages = []
    for number, (packet, position) in enumerate([(first, 0), (comment, 0), (b"x", 24000)]):
        page = OggPage()
        page.packets, page.position, page.sequence = [packet], position, number
        page.first, page.last = number == 0, number == 2
        pages.append(page.write())
    return b"".join(pages)


def kept(tmp_path: Path, content: bytes, name: str) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "media_type", "seconds"),
    [
        ("a.wav", sound(), "audio/wav", 2),
        ("a.mp4", mp4(), "video/mp4", 7),
        ("a.m4a", mp4(b"soun", b"M4A "), "audio/mp4", 7),
        ("a.webm", webm(), "video/webm", 9),
        ("b.webm", webm(2), "audio/webm", 9),
        ("a.ogg", ogg(), "audio/ogg", 3),
    ],
)
def test_made_recordings(
    tmp_path: Path, name: str, content: bytes, media_type: str, seconds: int
) -> None:
    path = kept(tmp_path, content, name)
    assert identify(path, name, [MediaFormat(), TextFormat()]).name == "media"
    found = read(path, LIMITS)
    assert (found.media_type, found.seconds, found.pages) == (media_type, seconds, ())
    assert found.title == ("Bài hát" if name == "a.ogg" else "")


def test_a_real_mp3() -> None:
    path = shared("data/library/audio/test.mp3")
    assert identify(path, path.name, [MediaFormat()]).name == "media"
    found = read(path, LIMITS)
    assert (found.media_type, found.seconds) == ("audio/mpeg", 6)
    assert found.title


@pytest.mark.parametrize(
    "content",
    [
        b"ID3\x03" + b"\0" * 400,
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"APIC" * 90,
        mp4()[:60],
        box(b"ftyp", b"isom") + struct.pack(">I", 2**31) + b"moov",
        box(b"ftyp", b"isom") + box(b"moov", *[box(b"trak")] * 50),
        webm()[:40],
        bytes.fromhex("1A45DFA3") + b"\0webm" * 40,
        bytes.fromhex("1A45DFA3") + b"\xff" * 200,
        ogg()[:50],
        b"OggS" + b"\xff" * 300,
        sound()[:30],
        b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff",
        b"\xff\xfb" + b"<script>alert(1)</script>" * 20,
    ],
)
def test_hostile_recordings(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read(kept(tmp_path, content, "a"), LIMITS)
    assert caught.value.code == "damaged"


def test_captions_are_told_from_texts_by_their_names(tmp_path: Path) -> None:
    kinds = [TextFormat(), SubtitlesFormat()]
    for name, kind in (("a.srt", "subtitles"), ("a.vtt", "subtitles"), ("a.txt", "text")):
        assert identify(kept(tmp_path, SRT.encode(), name), name, kinds).name == kind
    path = kept(tmp_path, SRT.encode("utf-16"), "b.srt")
    assert identify(path, "b.srt", kinds).name == "subtitles"
    for content in (b"xin chao", b"\xff\xfe\0\0", b"<html>00:00:01,000</html>"):
        with pytest.raises(FormatError):
            identify(kept(tmp_path, content, "c.srt"), "c.srt", kinds)


def test_captions_as_pages(tmp_path: Path) -> None:
    found = read_captions(kept(tmp_path, SRT.encode(), "a.srt"), LIMITS)
    assert [(page.label, page.text) for page in found.pages] == [
        ("0:02", "Chào các em"),
        ("1:05", "Định lí Pythagore\ntrong tam giác vuông"),
    ]
    assert found.shown is not None
    assert found.shown.startswith(b"WEBVTT\n\n00:00:02.000 --> 00:00:04.000\n")
    assert found.shown_type == "text/vtt"
    for content, code in (
        (b"00:01 --> 00:02\n", "damaged"),
        (b"\0" * 99, "unknown_encoding"),
        (b"x" * (4 * 2**20 + 1), "file_too_large"),
        (b"00:01.0 --> 00:02.0\nx\n\n" * 20_001, "too_much_text"),
    ):
        with pytest.raises(FormatError) as caught:
            read_captions(kept(tmp_path, content, "a.srt"), LIMITS)
        assert caught.value.code == code


def recording(here: Town) -> Work:
    upload = ingest.receive(
        "phim.mp4",
        BytesIO(mp4()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    work = ingest.take(upload, make_library.OPEN)
    assert work is not None, upload.code
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    jobs.drain(["index"])
    return work


def test_captions_of_a_published_film_are_found(dbapp: Flask) -> None:
    here = make_library.town()
    work = recording(here)
    with dbapp.test_request_context():
        assert search.find(Query("pythagore", frozenset()), who()).books == 0
    upload = ingest.receive(
        "loi.srt",
        BytesIO(SRT.encode()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
        into=work.id,
    )
    assert ingest.take(upload) is work
    files = db.session.scalars(select(WorkFile).order_by(WorkFile.position)).all()
    assert [(file.format, file.position) for file in files] == [("media", 0), ("subtitles", 1)]
    assert db.session.scalars(select(WorkPage.label)).all() == ["0:02", "1:05"]
    assert work.index_wanted > work.index_done
    jobs.drain()
    hits = search.everything(Query("dinh li pythagore", frozenset()))
    assert [(hit.work_id, hit.pages[0].page_no) for hit in hits.books] == [(work.id, 2)]
    other = ingest.receive(
        "a.txt",
        BytesIO(b"Xin chao"),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
        into=work.id,
    )
    assert (other.state, other.code) == ("refused", "no_captions")


def test_a_hit_opens_the_film_at_its_second(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = recording(here)
    teacher, student = signed_in(here.librarian), signed_in(here.student)
    url = f"/library/works/{work.uid}/captions"
    given = {"file": (BytesIO(SRT.encode()), "loi.srt")}
    assert student.post(url, data=dict(given)).status_code == 403
    given = {"file": (BytesIO(SRT.encode()), "loi.srt")}
    assert teacher.post(url, data=given).status_code == 303
    assert "Phụ đề đã được thêm" in teacher.get(f"/library/works/{work.uid}").text
    db.session.rollback()
    film, captions = db.session.scalars(select(WorkFile).order_by(WorkFile.position)).all()
    hit = student.get(f"/library/read/{captions.id}?page=2&q=tam+giac", follow_redirects=True)
    assert 'data-start="72"' in hit.text
    assert f'src="/library/files/{film.id}#t=72" type="video/mp4"' in hit.text
    assert "<mark>tam giác</mark>" in hit.text
    assert f'<track kind="captions" src="/library/files/{captions.id}/shown"' in hit.text
    shown = student.get(f"/library/files/{captions.id}/shown")
    assert (shown.mimetype, shown.data[:6]) == ("text/vtt", b"WEBVTT")
    part = student.get(f"/library/files/{film.id}", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"ftyp", "video/mp4")
    assert "inline" in part.headers.get("Content-Disposition", "inline")
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in(here.stranger).get(f"/library/read/{film.id}").status_code == 404
    assert teacher.post(url, data={"file": (BytesIO(b"x"), "a.srt")}).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Upload.code).order_by(Upload.id)).all()[-1] is not None
