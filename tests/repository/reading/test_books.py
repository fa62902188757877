"""A book as it is set: in a frame that runs nothing, at the place where its reader stopped."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.kit import hostile, make_library
from tests.kit.make_library import book

SignIn = Callable[[object], FlaskClient]


def test_it_opens_where_it_was_left_on_another_device(
    app: Flask, signed_in: SignIn, tmp_path: Path
) -> None:
    here = make_library.town()
    content = hostile.epub(tmp_path).read_bytes()
    work = book(here, "Sách", 3, content, ("epub", "application/epub+zip"))
    phone, computer = signed_in(here.student), signed_in(here.student)
    reading = f"/library/read/{work.files[0].id}"
    beat = {"seconds": "5", "page": "2"}
    assert phone.post(f"{reading}/beat", data=beat).status_code == 200
    opened = computer.get(reading, follow_redirects=True)
    assert opened.request.path == f"{reading}/book/" and f'src="{reading}/book/2"' in opened.text
    assert "sandbox=" in opened.text and "allow-scripts" not in opened.text
    found = computer.get(f"{reading}/book/1")
    policy = found.headers["Content-Security-Policy"]
    assert "script" not in policy.replace("allow-scripts", "x") and "default-src 'none'" in policy
    assert "<b>bậc</b>" in found.text and "<script" not in found.text
    drawn = computer.get(f"{reading}/book/picture/0")
    assert drawn.mimetype == "image/webp" and computer.get(f"{reading}/book/0").status_code == 404
    assert computer.get(f"{reading}?q=bậc").location.startswith(f"{reading}/text")
    stranger = signed_in(here.stranger)
    for address in ("", "1", "picture/0"):
        assert stranger.get(f"{reading}/book/{address}").status_code == 404
