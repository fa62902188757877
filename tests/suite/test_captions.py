"""Captions: what is read is what is written, and nothing but times and text."""

from hypothesis import given
from hypothesis import strategies as st

from suite.captions import Cue, parse, stamp, windows, written

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Chào các em</i> &amp; thầy cô

2
01:02:03.4 --> 01:02:05,000 X1:40
{\\an8}Dòng một
Dòng hai

3
00:00:09,000 --> 00:00:08,000
ngược thời gian

không phải phụ đề
"""
WORDS = st.text(st.sampled_from("aăâđ ờ<>&-'\"{}"), min_size=1, max_size=20)


def test_srt() -> None:
    assert parse(SRT) == [
        Cue(1.0, 3.5, "Chào các em & thầy cô"),
        Cue(3723.4, 3725.0, "Dòng một\nDòng hai"),
    ]


def test_vtt_with_everything_beside_cues() -> None:
    text = "WEBVTT - tựa\n\nNOTE 00:01.000 --> 00:02.000\nghi chú\n\nSTYLE\n::cue {}\n\n"
    text += "tên\n00:01.000 --> 00:02.000 align:start\n<v Lan>Xin chào</v>"
    assert parse(text) == [Cue(1.0, 2.0, "Xin chào")]
    assert parse("") == parse("WEBVTT") == parse("xin chào\n\nnhé") == []


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(1, 9_999), WORDS), max_size=6))
def test_what_is_written_has_no_markup(rows: list[tuple[int, int, str]]) -> None:
    cues = [Cue(at / 1000, (at + long) / 1000, said) for at, long, said in rows if said.strip()]
    text = written(cues)
    said = "".join(line for line in text.split("\n") if "-->" not in line)
    assert "<" not in said
    assert len(parse(text)) <= len(cues)
    for cue in parse(text):
        assert 0 <= cue.start < cue.end


def test_moments_and_windows() -> None:
    assert (stamp(59.9), stamp(3723), stamp(3723.4567, exact=True)) == (
        "0:59",
        "1:02:03",
        "01:02:03.457",
    )
    groups = windows([Cue(at, at + 1, "x") for at in (0, 10, 29.9, 30, 100)], 30)
    assert [[cue.start for cue in group] for group in groups] == [[0, 10, 29.9], [30], [100]]
