"""MARC files: what is read, what is broken and where, and that nothing hostile is obeyed."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymarc import Field, Indicators, Record, Subfield, record_to_xml

from repository.marc import fetching, reading
from repository.marc.mapping import Described
from repository.marc.reading import Read, Unreadable


def record(title: str = "Đường tròn /", number: str = "vn1", **more: str) -> Record:
    made = Record(leader="00000nam a2200000 a 4500", force_utf8=True)
    made.add_field(Field("001", data=number), Field("003", data="NLV"))
    made.add_field(Field("008", data=f"{'261126s2026    vm':35}vie d"))
    said = {"245": ("a", title), "100": ("a", "Nguyễn Văn An,"), "520": ("a", "Bài học."),
            "521": ("a", "Lớp 9"), "856": ("u", "https://sach.vn/1")}  # fmt: skip
    said |= {tag: ("a", text) for tag, text in more.items()}
    for tag, (code, text) in said.items():
        made.add_field(Field(tag, Indicators(" ", " "), [Subfield(code, text)]))
    return made


def xml(*records: Record) -> bytes:
    body = b"".join(record_to_xml(one, namespace=True) for one in records)
    return b'<collection xmlns="http://www.loc.gov/MARC21/slim">' + body + b"</collection>"


@pytest.mark.parametrize("form", ["iso", "xml", "unsaid"])
def test_a_record_in_each_form(form: str) -> None:
    iso = record().as_marc()
    contents = {"iso": iso, "xml": xml(record()), "unsaid": iso[:9] + b" " + iso[10:]}
    (one,) = reading.read(contents[form])
    assert one.described == Described(
        "vn1", "NLV", "Đường tròn", ("Nguyễn Văn An",), "vi", "Bài học.", (9,), "text",
        "https://sach.vn/1",
    )  # fmt: skip


def test_marc8_is_understood() -> None:
    made = Record(leader="00000nam  2200000 a 4500")
    made.add_field(Field("001", data="m8"))
    made.add_field(Field("245", Indicators("0", "0"), [Subfield("a", "Sach XX")]))
    content = made.as_marc().replace(b"Sach XX", b"S\xe2ach\xbc\xbd")
    (one,) = reading.read(content[:9] + b" " + content[10:])
    assert one.described is not None, one.broken
    assert one.described.title == "Sáchơư"


def test_broken_records_are_named_with_their_places() -> None:
    good = record().as_marc()
    short = b"00030" + good[5:]
    no_title = record(number="x")
    no_title.remove_fields("245")
    torn = good[:-20]
    content = good + short + b"\r\n" + no_title.as_marc() + good + torn
    found = list(reading.read(content))
    broken = [(one.number, one.offset, one.broken) for one in found if one.described is None]
    size = len(good)
    assert broken == [
        (2, size, f"it says 30 bytes and has {size}"),
        (3, 2 * size + 2, "no title (245)"),
        (5, 3 * size + 2 + len(no_title.as_marc()), "it ends before its end mark"),
    ]
    assert len(found) == 5
    content = xml(record(), no_title, record())
    (bad,) = [one for one in reading.read(content) if one.described is None]
    assert (bad.number, content[bad.offset : bad.offset + 7]) == (2, b"<record")


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<collection xmlns="http://www.loc.gov/MARC21/slim">&b;</collection>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not_marc"),
        (b"<html><body/></html>", "not_marc"),
        (b"<collection", "xml"),
        (BOMB, "doctype"),
        (b" " * 5000 + BOMB, "doctype"),
        (b"<!-- " + b"x" * 5000 + b" -->" + BOMB, "doctype"),
    ],
)
def test_what_is_no_file_of_records(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        list(reading.read(content))
    assert caught.value.code == code


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_damage_breaks_one_record_at_most(data: st.DataObject) -> None:
    """Bytes changed in the middle of three records: the other two are read."""
    good = record().as_marc()
    inner = data.draw(st.binary(min_size=1, max_size=30).filter(lambda b: b"\x1d" not in b))
    at = data.draw(st.integers(0, len(good) - 2))
    middle = good[:at] + inner + good[at + len(inner) : -1]
    middle = middle.replace(b"\x1d", b"x") + b"\x1d"
    found = list(reading.read(good + middle + good))
    assert [found[0].described is None, found[-1].described is None] == [False, False]
    assert all(isinstance(one, Read) for one in found)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.9", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_only_the_open_internet_is_asked(address: str, outside: bool) -> None:
    assert fetching.is_outside(address) is outside


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.vn/", "http://", "https://user:x@a.vn/", "http://a.vn:22/",
        "http://a.vn:99999/", "http://a.vn/\r\nX: 1", "http://[::1", "gopher://a.vn", "//a.vn",
        "http://ä.vn/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(fetching.Refused) as caught:
        fetching.judged(url)
    assert caught.value.code == "address"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_machines_inside_are_refused_before_a_connection(host: str) -> None:
    with pytest.raises(fetching.Refused) as caught:
        fetching.fetch(f"http://{host}/oai")
    assert caught.value.code in ("inside", "unreachable")


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "192.168.1.1")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(fetching.Refused) as caught:
        fetching.fetch("http://evil.example.vn/oai")
    assert caught.value.code == "inside"


def test_a_redirect_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(url: str) -> tuple[int, bytes, str]:
        asked.append(url)
        fetching.judged(url)
        return 302, b"", "file:///etc/passwd" if len(asked) == 2 else "/next"

    monkeypatch.setattr(fetching, "_asked", answer)
    with pytest.raises(fetching.Refused) as caught:
        fetching.fetch("http://a.vn/oai")
    assert (caught.value.code, asked[1]) == ("address", "http://a.vn/next")


def test_an_answer_is_read_whole_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a real server on this machine, which is let through for once."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"x" * (300_000 if self.path == "/large" else 1_000)
            self.send_response(404 if self.path == "/none" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(fetching, "PORTS", (server.server_port,))
        with pytest.raises(fetching.Refused, match="inside"):
            fetching.fetch(f"{base}/")
        monkeypatch.setattr(fetching, "is_outside", lambda _address: True)
        monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
        assert fetching.fetch(f"{base}/small") == b"x" * 1_000
        for path, code in (("large", "too_large"), ("none", "status")):
            with pytest.raises(fetching.Refused) as caught:
                fetching.fetch(f"{base}/{path}")
            assert caught.value.code == code
        server.shutdown()
