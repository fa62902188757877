"""Pictures: turned, stripped, bounded, shown only as they were written anew."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from repository.catalogue.models import WorkFile
from repository.formats.image.kind import ImageFormat
from repository.formats.image.reader import read
from repository.hooks import FormatError, Limits
from repository.ingest.sniff import identify
from suite.db import db
from tests.kit import hostile, make_library

SignIn = Callable[[object], FlaskClient]
LIMITS = Limits()
ORIENTATION, MAKER, ROTATED = 0x0112, 0x010F, 6


def photo(size: tuple[int, int] = (90, 40), kind: str = "JPEG") -> bytes:
    """Blue on its left, noise elsewhere; a camera wrote that it lies on its side."""
    image = Image.effect_noise(size, 90).convert("RGB")
    image.paste((0, 0, 255), (0, 0, size[0] // 3, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = ROTATED, "Máy ảnh của cô Lan"
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def kept(tmp_path: Path, content: bytes, name: str = "a.jpg") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_photograph_is_turned_and_stripped(tmp_path: Path) -> None:
    path = kept(tmp_path, photo())
    assert identify(path, "ANH.JPG", [ImageFormat()]).name == "image"
    found = read(path, LIMITS)
    assert (found.media_type, found.shown_type) == ("image/jpeg", "image/jpeg")
    assert found.shown is not None
    assert found.cover is not None
    assert b"Exif" in path.read_bytes()
    assert b"Exif" not in found.shown
    with Image.open(BytesIO(found.shown)) as shown:
        assert shown.size == (40, 90)
        red, _, blue = shown.convert("RGB").getpixel((20, 5))  # type: ignore[misc]
        assert blue > 200 > red
    assert [page.text for page in found.pages] == [""]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_and_wrong_names(tmp_path: Path, kind: str) -> None:
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (30, 20), "blue")
    out = BytesIO()
    first.save(out, kind, save_all=True, append_images=[second], lossless=True)
    path = kept(tmp_path, out.getvalue())
    assert identify(path, path.name, [ImageFormat()]).name == "image"
    found = read(path, LIMITS)
    assert found.media_type == f"image/{kind.lower()}"
    assert (found.shown or b"").startswith(b"\x89PNG")
    with Image.open(BytesIO(found.shown or b"")) as shown:
        assert getattr(shown, "n_frames", 1) == 1
        assert shown.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_large_ones_come_within_a_screen(tmp_path: Path) -> None:
    found = read(kept(tmp_path, hostile.png(6000, 300), "a.png"), LIMITS)
    with Image.open(BytesIO(found.shown or b"")) as shown:
        assert shown.size == (2560, 128)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.png(9_000, 5_000), "too_many_pixels"),
        (hostile.png(400, 400)[:60], "damaged"),
        (photo()[:200], "damaged"),
        (photo(kind="WEBP")[:80], "damaged"),
        (b"GIF89a" + b"\xff" * 300, "damaged"),
        (b"GIF89a\x10\0\x10\0", "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 300, "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 80, "damaged"),
        (b"\x89PNG\r\n\x1a\n<svg onload='x()'/>", "damaged"),
    ],
)
def test_hostile_pictures(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(kept(tmp_path, content), LIMITS)
    assert caught.value.code == code


def test_a_picture_in_the_library(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    assert make_library.give(teacher, "sơ đồ.jpg", photo()).status_code == 303
    file = db.session.query(WorkFile).one()
    page = teacher.get(f"/library/read/{file.id}?zoom=170")
    assert 'class="picture-150"' in page.text
    assert f'src="/library/files/{file.id}/shown"' in page.text
    assert f"/library/read/{file.id}?zoom=200" in page.text
    shown = teacher.get(f"/library/files/{file.id}/shown")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert b"Exif" not in shown.data
    assert "Xem" in teacher.get(f"/library/works/{file.work.uid}").text
    assert signed_in(here.stranger).get(f"/library/files/{file.id}/shown").status_code == 404
    assert make_library.give(teacher, "bom.png", hostile.png(9_000, 5_000)).status_code == 303
    assert "40 triệu điểm" in teacher.get("/library/upload").text
