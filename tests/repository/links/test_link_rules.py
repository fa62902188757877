"""Addresses in one way of writing, what is refused, what an answer means. Without a database."""

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.links import rules
from repository.links.rules import ALIVE, DEAD, NEW, UNCHECKABLE, BadUrl, Seen, judged, normal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://WWW.Moet.GOV.vn:80/a/../b/./c?utm_source=x&a=1#p",
         "http://www.moet.gov.vn/b/c?a=1#p"),
        ("www.hoc10.vn/sach-lớp-6", "https://www.hoc10.vn/sach-l%E1%BB%9Bp-6"),
        ("https://a.vn/%7euser/%e1%bb%9b?x=%zz", "https://a.vn/~user/%E1%BB%9B?x=%25zz"),
        (" https://moet.gov.vn. ", "https://moet.gov.vn/"),
        ("https://a.vn:8443/x?a[]=1&b=c|d", "https://a.vn:8443/x?a[]=1&b=c|d"),
        ("https://r3---sn.googlevideo.com/x", "https://r3---sn.googlevideo.com/x"),
        ("https://Tiếng-Việt.vn/", "https://xn--ting-vit-e50d7c.vn/"),
    ],
)  # fmt: skip
def test_one_way_to_write_an_address(written: str, kept: str) -> None:
    assert normal(written).text == kept
    assert normal(kept).text == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("javascript:alert(1)", "scheme"),
        ("JaVaScRiPt://a.vn/%0aalert(1)", "scheme"),
        ("java\tscript:alert(1)", "letters"),
        ("data:text/html,<script>", "scheme"),
        ("ftp://a.vn/x", "scheme"),
        ("//a.vn/x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://a.vn/\u202egpj.exe", "letters"),
        ("https://a.vn/a b", "letters"),
        ("https://a.vn\\@b.vn/", "letters"),
        ("https://moet.gov.vn@evil.vn/", "user"),
        ("http://127.0.0.1/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::a00:1]/", "private"),
        ("http://169.254.169.254/latest/", "private"),
        ("http://localhost/", "private"),
        ("http://may-chu.local/", "private"),
        ("http://2130706433/", "host"),
        ("http://0x7f.1/", "host"),
        ("http://127.1/", "host"),
        ("https://a..vn/", "host"),
        ("https://-a.vn/", "host"),
        ("http://a.vn:22/", "port"),
        ("http://a.vn:99999/", "host"),
        ("https://a.vn/" + "x" * 2000, "too_long"),
        ("https://a.vn/" + "ớ" * 400, "too_long"),
    ],
)
def test_what_is_no_address_is_refused(written: str, code: str) -> None:
    with pytest.raises(BadUrl) as bad:
        normal(written)
    assert bad.value.code == code


@settings(max_examples=60)
@given(st.text(max_size=60), st.sampled_from(["", "https://", "http://a.vn/", "https://a.vn?"]))
def test_normal_is_stable_or_refuses(text: str, lead: str) -> None:
    try:
        once = normal(lead + text)
    except BadUrl:
        return
    assert normal(once.text) == once
    assert once.text.isascii()
    assert once.text.startswith(("http://", "https://"))
    assert not set(once.text) & set(' \r\n\t"<>\\')


def test_only_latin_letters_are_shown_as_letters() -> None:
    vietnamese = normal("https://tiếngviệt.vn/").host
    assert rules.shown_host(vietnamese) == ("tiếngviệt.vn", False)
    cyrillic = normal("https://аpple.com/").host
    assert rules.shown_host(cyrillic) == ("xn--pple-43d.com", True)
    assert rules.shown_host("moet.gov.vn") == ("moet.gov.vn", False)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "127.0.0.1", "0.0.0.0", "100.64.0.1", "169.254.169.254", "192.168.1.1", "::1",
     "224.0.0.1", "255.255.255.255", "fe80::1", "fd00::1", "::ffff:192.168.0.1", "2002:a00:1::",
     "64:ff9b::7f00:1", "fec0::1", "ff02::1"],
)  # fmt: skip
def test_addresses_of_the_inside(address: str) -> None:
    assert not rules.allowed(ip_address(address))


@pytest.mark.parametrize(
    "address", ["203.162.4.190", "8.8.8.8", "2405:4800::1", "64:ff9b::808:808"]
)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert rules.allowed(ip_address(address))


def test_what_a_look_means() -> None:
    assert judged(NEW, 0, Seen("")) == (ALIVE, 0)
    assert judged(ALIVE, 0, Seen("gone", 404)) == (DEAD, 1)
    assert judged(ALIVE, 0, Seen("error", 503)) == (ALIVE, 1)
    assert judged(ALIVE, 1, Seen("slow")) == (ALIVE, 2)
    assert judged(ALIVE, 2, Seen("no_host")) == (DEAD, 3)
    assert judged(DEAD, 3, Seen("")) == (ALIVE, 0)
    assert judged(ALIVE, 2, Seen("refused", 403)) == (UNCHECKABLE, 0)
    assert judged(NEW, 0, Seen("offline")) == (UNCHECKABLE, 0)
    assert judged(ALIVE, 1, Seen("offline")) == (ALIVE, 1)
    assert judged(DEAD, 3, Seen("offline")) == (DEAD, 3)


def test_what_counts_as_healthy() -> None:
    assert rules.counts(ALIVE, confirmed=False)
    assert rules.counts(UNCHECKABLE, confirmed=True)
    assert not rules.counts(UNCHECKABLE, confirmed=False)
    assert not rules.counts(DEAD, confirmed=True)
    assert not rules.counts(NEW, confirmed=False)
