"""Pages of an EPUB as they are set: what a book needs is kept, what could run or fetch is gone."""

import re
from pathlib import Path

import pytest

from repository.formats.epub import chapter
from repository.formats.epub.chapter_process import answer
from tests.kit import hostile
from tests.kit.shared import shared

RICH = """
<p id="x" onclick="go()" style="color:red" class="k">Một <em>câu</em> <a href="#x">chú thích</a>,
<a href="a.xhtml#x">chỗ khác</a>, <a href="https://example.org/">ngoài</a></p>
<img src="cover.png" alt="Bìa" onerror="go()"/><img src="https://example.org/dot.png" alt="xa"/>
<img src="../../../etc/passwd" alt="lạ"/>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><script>1</script>
<image xlink:href="cover.png"/></svg>
<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>
<form action="/signout"><input name="a"/></form><iframe src="https://example.org/"/>
<object data="a.swf"/><p><a href="javascript:alert(1)">chạy</a></p>"""


def page(path: Path, number: int = 1) -> str:
    found = answer(str(path), "page", str(number), b"")
    assert "error" not in found, found
    return str(found["html"])


def test_what_a_book_needs_is_kept_and_nothing_runs_or_fetches(tmp_path: Path) -> None:
    html = page(hostile.epub(tmp_path, chapter=hostile.CHAPTER.format(more=RICH)))
    assert html.count('<img src="picture/0"') == 2, "the picture, and the one in a drawing"
    for kept in ("<em>câu</em>", 'href="#x"', "./?page=1#x", "<mfrac>", 'alt="Bìa"', 'alt="xa"'):
        assert kept in html
    for gone in ("script", "alert", "onclick", "onerror", "style=", "class=", "example.org", "svg"):
        assert gone not in html
    for gone in ("passwd", "<form", "<input", "<iframe", "<object", "javascript", "signout"):
        assert gone not in html


@pytest.mark.parametrize(
    "tricky",
    [
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<a HREF='//example.org'>x</a><img SRC='//example.org/x.png'><a href='/signout'>y</a>",
        "<a href='./?page=1&next=//example.org' target='_blank'>z</a>",
        "<a href=' //example.org'>w</a>",
        "<svg><p><style><g title='</style><img src=x onerror=alert(1)>'>",
        "<a href='java&#115;cript:alert(1)'>x</a><a href='//example.org'>y</a>",
        "<img src='picture/1' srcset='//example.org 1x'><base href='//example.org'>",
        "<p style='background:url(//example.org)'><link rel=stylesheet href='//example.org'>",
        "<meta http-equiv=refresh content='0;url=//example.org'><template><script>1</script>",
    ],
)
def test_tricks_of_markup(tricky: str) -> None:
    html = chapter.clean(tricky)
    for gone in ("<script", "onerror=a", "javascript", "srcset", "<base", "<link", "<meta", "url("):
        assert gone not in html.replace("&lt;", "")
    assert "example.org" not in re.sub("&lt;.*?&gt;", "", html)
    assert "signout" not in html and "_blank" not in html
    assert "<style" not in html and "<template" not in html


def test_pictures_are_drawn_anew_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    book = hostile.epub(tmp_path)
    assert answer(str(book), "picture", "0", b"")["picture"].startswith("UklGR")
    for part, number in (("picture", "1"), ("picture", "-1"), ("page", "0"), ("page", "2")):
        assert answer(str(book), part, number, b"") == {"error": "none"}
    huge = hostile.epub(tmp_path, cover=hostile.png(30_000, 30_000))
    assert answer(str(huge), "picture", "0", b"") == {"error": "damaged"}


@pytest.mark.parametrize(
    ("name", "pages", "sign"),
    [
        ("accessible_epub_3", 5, "Accessibility is a difficult concept"),
        ("childrens-literature", 3, "FAIRY STORIES"),
        ("linear-algebra", 3, "Robert A. Beezer"),
        ("wasteland", 1, "The Waste Land"),
    ],
)
def test_books_that_are_valid_open(name: str, pages: int, sign: str) -> None:
    """`epubcheck` finds no fault in these four."""
    assert sign in page(shared(f"data/library/epub/{name}.epub"), pages)
