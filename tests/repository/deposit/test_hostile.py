"""Some 420 hostile files of every sort: each ends with a named reason or is taken as what it is,
none ends the worker, and nothing of what was taken is served as something that a browser runs."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue.models import WorkFile
from repository.hooks import Extract, FileFormat, FormatError, Limits
from repository.ingest import isolate, service
from repository.ingest.messages import TEXTS, why
from repository.ingest.models import Upload
from repository.ingest.sniff import clean_name
from repository.reading.sending import INLINE, SANDBOX, send
from suite import files
from suite.db import db
from tests.kit import hostile_files, make_library, tus
from tests.kit.warm import Warm

SignIn = Callable[[object], FlaskClient]
LOW = Limits(
    seconds=20, file_size=50 << 20, unpacked=8 << 20, pages=500, text=2_000_000,
    image_pixels=4_000_000,
)  # fmt: skip
# What is harmless in the library: shown as text or made anew, handed out as a file to keep.
TAKEN = {
    "bombs": "trong.* nhieu-lop.* noi-doi.*",
    "containers": "junk-after.*",
    "paths": "ten-[4-9].* link.*",
    "entities": "outside*.epub deep.epub",
    "markup": "trang.html trang-*.html utf7.html utf16.html la.html xhtml.xhtml",
    "two_things": "php*.jpg html.png html.mp4 jar.docx",
    "wrong_names": "png.jpg",
    "texts": "php.txt html.txt phai-sang-trai.txt the.txt script.* style.vtt utf16.srt muitan.vtt",
    "books": "trong-[0-7].epub bia*.epub",
    "office": "o-?.xlsx ngoai.xlsx rong.xlsx ole.docx anh-xa.docx chunk.docx bang.docx script.docx"
    " trang.docx lien-ket.docx bieu-do.pptx",
    "pictures": "rong.png",
    "cut_short": "cut-*.wav cut-*.mp3",
    "names": "*",
    "pdfs": "*",
}
NAMED = {
    "bombs": {"unpacked_too_large", "damaged"},
    "containers": {"ambiguous", "damaged", "unknown_type"},
    "paths": {"unsafe_names"},
    "entities": {"forbidden_markup", "damaged"},
    "markup": {"suffix_mismatch", "unknown_type"},
    "two_things": {"ambiguous", "suffix_mismatch", "damaged"},
    "wrong_names": {"suffix_mismatch", "unknown_type"},
    "texts": {"damaged", "suffix_mismatch", "too_much_text", "unknown_encoding", "unknown_type"},
    "books": {"damaged", "too_many_pages", "too_much_text", "unknown_type"},
    "office": {"damaged", "macros", "forbidden_markup"},
    "pictures": {"damaged", "suffix_mismatch", "too_many_pixels", "unknown_type"},
    "cut_short": {"ambiguous", "damaged", "unknown_type"},
    "names": {"suffix_mismatch"},
    # PDFium itself breaks on a loop of page labels; its process ends, and ours does not.
    "pdfs": {"ambiguous", "damaged", "crashed"},
}


@pytest.fixture(scope="module")
def readers() -> Iterator[Warm]:
    kept = Warm()
    yield kept
    kept.end()


@pytest.fixture
def warm(readers: Warm, monkeypatch: pytest.MonkeyPatch) -> Warm:
    monkeypatch.setattr(isolate, "subprocess", readers)
    return readers


def ends(path: Path, name: str, bare: bool) -> tuple[str, tuple[FileFormat, Extract] | None]:
    """A reason or "taken", and what was read; a `bare` one has nothing to read but its name."""
    try:
        found = (service.recognise(path, name), Extract()) if bare else service.read(path, name)
        return "taken", found
    except FormatError as error:
        assert error.code in TEXTS, error.code
        assert why(error.code, error.params)
        return error.code, None


def test_every_one_is_named_and_none_is_served_to_be_run(
    app: Flask, warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "limits", lambda _kind=None: LOW)
    with app.test_request_context("/library/files/1"):
        assert try_all(tmp_path) > 400
    assert warm.at_work.poll() is None


def try_all(tmp_path: Path) -> int:
    path, wrong, number = tmp_path / "file", list[str](), 0
    for sort in hostile_files.SORTS:
        for name, content in sort():
            number += 1
            path.write_bytes(content)
            code, found = ends(path, name, sort is hostile_files.names)
            may_be_taken = any(fnmatch(name, one) for one in TAKEN[sort.__name__].split())
            if found is None and code not in NAMED[sort.__name__]:
                wrong.append(f"{sort.__name__}: {name!r} {code}")
            elif found is not None and not may_be_taken:
                wrong.append(f"{sort.__name__}: {name!r} was taken")
            elif found is not None:
                wrong += [f"{sort.__name__}: {name!r} {w}" for w in harm(name, content, *found)]
    assert not wrong, "\n".join(wrong)
    return number


def harm(name: str, content: bytes, kind: FileFormat, found: Extract) -> Iterator[str]:
    """What would be wrong with how a file that was taken is served."""
    media_type = found.media_type or kind.media_types[0]
    given = [(content, media_type, clean_name(name))]
    if found.shown is not None:
        given.append((found.shown, found.shown_type, "1"))
        if b"<script" in found.shown or b"<?php" in found.shown:
            yield "is shown with its script"
    if found.cover is not None:
        given.append((found.cover, "image/png", ""))
    for data, told, called in given:
        stored = files.store().put(BytesIO(data), LOW.file_size)
        for attach in (False, True):
            yield from harm_of_answer(stored.sha256, told, called, attach)


def harm_of_answer(sha256: str, media_type: str, name: str, attach: bool) -> Iterator[str]:
    from flask import current_app

    answer = send(sha256, media_type, name=name, attach=attach)
    answer = current_app.process_response(answer)
    headers, disposition = answer.headers, answer.headers.get("Content-Disposition", "")
    answer.close()
    if headers["X-Content-Type-Options"] != "nosniff":
        yield "may be sniffed"
    if headers["Content-Security-Policy"] != SANDBOX:
        yield "is outside the sandbox"
    if attach or answer.mimetype not in INLINE:
        if not disposition.startswith("attachment"):
            yield f"is opened as {answer.mimetype}"
    elif answer.mimetype.startswith("text/") and answer.mimetype != "text/vtt":
        yield f"is shown as {answer.mimetype}"
    if any(sign in disposition for sign in "\r\n\0\x1b"):
        yield "has control characters in a header"


MARKED = ("trang.html", "script.srt", "script.docx", "php.jpg")


def test_the_whole_way_of_some(app: Flask, signed_in: SignIn, warm: Warm) -> None:
    """From the form to every surface on which a work is seen."""
    sorts = (
        hostile_files.markup,
        hostile_files.texts,
        hostile_files.office,
        hostile_files.two_things,
    )
    given = dict(file for sort in sorts for file in sort() if file[0] in MARKED)
    given["<img src=x onerror=alert(1)>.txt"] = b"<script>alert(2)</script> xin chao"
    assert len(given) == len(MARKED) + 1
    here = make_library.town()
    teacher = signed_in(here.teacher)
    for name, content in given.items():
        make_library.give(teacher, name, content)
    refused = db.session.execute(select(Upload.name, Upload.code).where(Upload.code.is_not(None)))
    assert refused.all() == []
    rows = list(db.session.scalars(select(WorkFile).order_by(WorkFile.id)))
    assert len(rows) == len(given)
    places = ["/library/upload", "/library/deposits"]
    for row in rows:
        places += [f"/library/works/{row.work.uid}", f"/library/works/{row.work.uid}/edit"]
        places += [f"/library/read/{row.id}", f"/library/read/{row.id}/text"]
    for place in places:
        page = teacher.get(place, follow_redirects=True)
        assert page.status_code == 200, place
        for sign in ("<script>alert", "<img src=x", "<?php"):
            assert sign not in page.text, place
    for row in rows:
        for place in (f"/library/files/{row.id}", f"/library/files/{row.id}/download"):
            answer = teacher.get(place)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == SANDBOX
            inline = answer.mimetype in INLINE and not place.endswith("download")
            assert inline or "attachment" in answer.headers["Content-Disposition"]


swept = pytest.fixture(autouse=True)(tus.swept)
