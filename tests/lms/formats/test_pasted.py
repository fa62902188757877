"""Pasting from Word and from pages with MathML.

The fragments are written by hand after the HTML that Word 2016 and later put on the clipboard:
OMML inside of a conditional comment, its letters straight in `m:r` and wrapped in `span` and `i`;
behind it, for everybody else, a picture between `<![if !msEquation]>` and `<![endif]>`.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.formats import equations, pasted
from suite.pace import Pace

PICTURE = """<![if !msEquation]><span style='position:relative;top:6.0pt'><!--[if gte vml 1]>
<v:shapetype id="_x0000_t75"/><v:shape id="_x1"><v:imagedata src="file:///C:/clip_image002.png"
 o:title="" chromakey="white"/></v:shape><![endif]--><![if !vml]><img width=52 height=28
src="file:///C:/clip_image002.png" v:shapes="_x1"><![endif]></span><![endif]>"""
CAMBRIA = """<span style='font-family:"Cambria Math",serif;mso-bidi-font-family:Arial'>"""
ITALIC = f"<i style='mso-bidi-font-style:normal'>{CAMBRIA}<m:r>{{}}</m:r></span></i>"
FRACTION = f"""<m:f><m:fPr>{CAMBRIA}<m:ctrlPr></m:ctrlPr></span></m:fPr><m:num>
{ITALIC.format("x+1")}</m:num><m:den>
<m:r><m:rPr><m:scr m:val="roman"/><m:sty m:val="p"/></m:rPr>2</m:r></m:den></m:f>"""
ROOT = f"""<m:rad><m:radPr><m:degHide m:val="on"/></m:radPr><m:deg></m:deg><m:e>{ITALIC.format("3")}
</m:e></m:rad>"""
BARS = f"""<m:d><m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/>{CAMBRIA}<m:ctrlPr>
</m:ctrlPr></span></m:dPr><m:e>{ITALIC.format("x")}</m:e></m:d>"""


def equation(inner: str) -> str:
    return f"<!--[if gte msEquation 12]><m:oMath>{inner}</m:oMath><![endif]-->{PICTURE}"


WORD = f"""<html xmlns:m="http://schemas.microsoft.com/office/2004/12/omml"><head><style><!--
p.MsoNormal {{margin:0}} --></style><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View>
</w:WordDocument></xml><![endif]--></head><body><!--StartFragment--><p class=MsoNormal>Giải
{equation(FRACTION + "<m:r>=</m:r>" + ROOT)} với
<b>mọi</b> {equation(BARS + "<m:r>&lt;2,5</m:r>")}.<o:p></o:p></p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="_x2"><v:imagedata
 src="file:///C:/clip_image003.jpg"/></v:shape><![endif]-->
<![if !vml]><img src="file:///C:/clip_image003.jpg" alt="Tam giác"><![endif]>
Xét H<sub>2</sub>O và $\\alpha$<o:p></o:p></p><!--EndFragment--></body></html>"""


def test_word_gives_text_with_latex() -> None:
    found = pasted.read(WORD)
    first, second = found.text.split("\n")
    assert first == r"Giải $\frac{x + 1}{2} = \sqrt{3}$ với mọi $|x| < 2,5$."
    assert second == r"Xét H${}_{2}$O và $\alpha$"
    assert found.lost == ["picture_not_taken"]


def test_pages_give_mathml() -> None:
    html = (
        "<p>a <math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>a</mi><mn>2</mn></mfrac>"
        "<mo>&InvisibleTimes;</mo><mi>x</mi></math>1 <mml:math xmlns:mml='http://www.w3.org/1998/"
        "Math/MathML'><mml:msqrt><mml:mi>b</mml:mi></mml:msqrt></mml:math> <math><semantics><mi>x"
        "</mi><annotation encoding='application/x-tex'>x^2</annotation></semantics></math></p>"
    )
    assert pasted.read(html).text == r"a $\frac{a}{2}x$ 1 $\sqrt{b}$ $x^2$"


@pytest.mark.parametrize(
    "html",
    [
        "<!--[if gte msEquation 12]><m:oMath>" + "<m:d><m:e>" * 5_000 + "x</m:oMath><![endif]-->",
        "<![if !msEquation]>" * 20_000,
        "<math>" + "<mrow>" * 3_000 + "<mi>x</mi></math>",
        '<!DOCTYPE a [<!ENTITY b "c">]><math><mi>&b;</mi></math>',
        "<m:oMath><m:r>" * 2_000,
        "<!--[if " * 50_000,
        "<m:a" + " m:b='" * 50_000,
        "<math>" * 30_000,
        "<xml>" * 30_000,
        "<i>" * 30_000 + "x",
    ],
)
def test_what_is_made_to_hurt_does_not(html: str) -> None:
    started = time.monotonic()
    assert len(pasted.read(html).text) <= pasted.MOST_TEXT
    assert time.monotonic() - started < 3


def test_nothing_of_the_page_comes_along() -> None:
    html = "<script>alert(1)</script><p onclick=x>a<img src=x onerror=y><style>b</style></p>"
    found = pasted.read(html)
    assert (found.text, found.lost) == ("a", ["picture_not_taken"])


PIECES = [
    *(
        "<m:oMath>",
        "</m:oMath>",
        "<m:r>",
        "<![endif]-->",
        "x",
        "<i>",
        "<!--[if gte msEquation 12]>",
    ),
    *("<math>", "</math>", "$", "&lt;", "\ufdd40\ufdd5", "<m:t/>"),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_pieces_are_taken(parts: list[str]) -> None:
    def unread(trees: list[equations.Element], *_: int) -> list[None]:
        return [None] * len(trees)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equations, "to_latex", unread)
        patch.setattr(equations, "mathml_to_latex", unread)
        text = pasted.read("".join(parts)).text
    assert "<m:" not in text and "<math" not in text


def test_a_pace_is_kept() -> None:
    pace = Pace(2, 10)
    assert [pace.may(1, now) for now in (0, 1, 2, 10.5)] == [True, True, False, True]
    assert pace.may(2, 2)
