"""Hostile files are read in a process that can be stopped, and end in a clear refusal."""

import zipfile
from pathlib import Path

import pytest

from repository.formats.epub.kind import EpubFormat
from repository.formats.pdf.kind import PdfFormat
from repository.formats.text.kind import TextFormat
from repository.formats.word.kind import WordFormat
from repository.hooks import Extract, FormatError, Limits
from repository.ingest.isolate import extract
from tests.kit import hostile
from tests.kit.shared import shared

SMALL = Limits(seconds=20, unpacked=20 * 2**20, text=1_000_000)


class Evil:
    """A format whose reader is a module that a test writes."""

    name, media_types, suffixes, viewer = "evil", ("text/plain",), (".txt",), "pages"

    def __init__(self, reader: str) -> None:
        self.reader = reader

    def sniff(self, path: Path) -> bool:
        return True

    def read(self, path: Path, limits: Limits) -> Extract:
        return Extract()


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Evil:
    module = f"evil_{request.node.name.split('[')[0]}"
    head = "from repository.hooks import Extract, ExtractedPage\ndef read(path, limits):\n    "
    (tmp_path / f"{module}.py").write_text(head + request.param)
    monkeypatch.syspath_prepend(str(tmp_path))
    return Evil(module)


def refusal(path: Path, kind: object, limits: Limits = SMALL) -> str:
    with pytest.raises(FormatError) as caught:
        extract(path, kind, limits)  # type: ignore[arg-type]
    return caught.value.code


def test_a_real_book_comes_through_whole() -> None:
    path = shared("data/library/pdf/gdpt2018-toan.pdf")
    found = extract(path, PdfFormat())
    text = " ".join(" ".join(page.text for page in found.pages).split()).lower()
    assert (len(found.pages), text.count("yêu cầu cần đạt")) == (123, 117)
    assert found.cover is not None
    assert found.cover.startswith(b"\x89PNG")
    assert found == PdfFormat().read(path, Limits())


@pytest.mark.parametrize(
    ("evil", "code"),
    [
        ("import os; os.abort()", "crashed"),
        ("raise RuntimeError('x')", "crashed"),
        ("import os; os._exit(0)", "crashed"),
        ("import time; time.sleep(60)", "too_slow"),
        ("x = bytearray(4 * 2**30); return Extract()", "too_much_memory"),
        ("return Extract(title=5 * 10**8 * 'x')", "too_much_memory"),
        ("open('big', 'wb').write(b'x' * (100 * 2**20))", "crashed"),
    ],
    indirect=["evil"],
)
def test_readers_that_go_wrong(evil: Evil, code: str, tmp_path: Path) -> None:
    limits = Limits(seconds=3, memory=400 * 2**20, text=10_000)
    assert refusal(tmp_path, evil, limits) == code


@pytest.mark.parametrize(
    "evil", ["import os; return Extract(title=repr(dict(os.environ)))"], indirect=True
)
def test_no_secret_reaches_the_reader(
    evil: Evil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOPSO_SECRET_KEY", "very-secret")
    assert "very-secret" not in extract(tmp_path, evil, SMALL).title


def test_zip_bombs(tmp_path: Path) -> None:
    bomb = b"\0" * (30 * 2**20)
    assert refusal(hostile.epub(tmp_path, extra={"OPS/x": bomb}), EpubFormat()) == (
        "unpacked_too_large"
    )
    assert refusal(hostile.docx(tmp_path, "x", extra=bomb), WordFormat()) == "unpacked_too_large"
    many = '<itemref idref="a"/>' * 300
    chapter = hostile.CHAPTER.format(more="<p>" + "x " * 100_000 + "</p>")
    again = hostile.epub(tmp_path, chapter=chapter, spine=many)
    assert refusal(again, EpubFormat()) in {"unpacked_too_large", "too_much_text"}


def test_an_entry_that_lies_about_its_size(tmp_path: Path) -> None:
    path = hostile.epub(tmp_path, extra={"OPS/b": b"y" * 5_000_000})
    data = path.read_bytes()
    size = (5_000_000).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    with zipfile.ZipFile(path) as made:
        assert made.getinfo("OPS/b").file_size == 10
    assert len(extract(path, EpubFormat(), SMALL).pages) == 1


def test_too_many_entries(tmp_path: Path) -> None:
    path = hostile.epub(tmp_path, extra={f"f/{n}": b"" for n in range(20_001)})
    assert refusal(path, EpubFormat()) == "unpacked_too_large"


@pytest.mark.parametrize("prolog", [hostile.ENTITY, hostile.LAUGHS])
def test_entities_are_refused(tmp_path: Path, prolog: str) -> None:
    use = "<p>&x;</p>" if "SYSTEM" in prolog else "<p>&c;</p>"
    chapter = prolog + hostile.CHAPTER.format(more=use)
    assert refusal(hostile.epub(tmp_path, chapter=chapter), EpubFormat()) == "forbidden_markup"
    word = hostile.docx(tmp_path, "x", prolog=prolog.replace("html", "w:document"))
    assert refusal(word, WordFormat()) == "forbidden_markup"


def test_container_files_with_entities_are_refused(tmp_path: Path) -> None:
    for name, root in (("META-INF/container.xml", "container"), ("OPS/book.opf", "package")):
        hostile_xml = hostile.ENTITY.replace("html", root) + f"<{root}>&x;</{root}>"
        path = hostile.epub(tmp_path, extra={name: hostile_xml})
        assert refusal(path, EpubFormat()) == "forbidden_markup"


def test_climbing_names(tmp_path: Path) -> None:
    for name in ("../../evil.txt", "/etc/cron.d/x", "a/../../x", "..\\x", "C:\\x"):
        path = hostile.epub(tmp_path, extra={name: b"x"})
        assert refusal(path, EpubFormat()) == "unsafe_names"
    path = hostile.epub(tmp_path, href="../../../../etc/passwd")
    assert refusal(path, EpubFormat()) == "damaged"


def test_pixel_bomb_in_a_cover(tmp_path: Path) -> None:
    found = extract(hostile.epub(tmp_path, cover=hostile.png(12_000, 12_000)), EpubFormat(), SMALL)
    assert found.cover is None
    assert "cover_refused" in found.warnings
    assert len(found.pages) == 1
    svg = hostile.epub(tmp_path, cover=b"<svg onload='alert(1)'/>")
    assert extract(svg, EpubFormat(), SMALL).warnings == ("cover_refused",)


def test_endless_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 5_000_000)
    assert refusal(path, TextFormat()) == "too_much_text"
    path.write_bytes(b"x" * 900_000)
    found = extract(path, TextFormat(), SMALL)
    assert len(found.pages) == 150
    assert refusal(path, TextFormat(), Limits(pages=100)) == "too_many_pages"


def test_truncated_files(tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7\n1 0 obj<<")
    assert refusal(pdf, PdfFormat()) == "damaged"
    for path, kind in (
        (hostile.epub(tmp_path), EpubFormat()),
        (hostile.docx(tmp_path, "x"), WordFormat()),
    ):
        path.write_bytes(path.read_bytes()[:-100])
        assert refusal(path, kind) == "damaged"
