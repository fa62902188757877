"""Looking at sites: a small server of our own stands for those of strangers."""

from collections.abc import Iterator

import pytest

from repository.links import fetching, rules
from repository.links.fetching import Limits, look
from repository.links.rules import Seen
from tests.kit import webstand

INSIDE = Limits(connect=2, whole=5, private=True)


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with webstand.site() as address:
        yield address


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", Seen("", 200)),
        ("/moved", Seen("", 200)),
        ("/no-head", Seen("", 200)),
        ("/gone", Seen("gone", 410)),
        ("/lost", Seen("gone", 404)),
        ("/broken", Seen("error", 503)),
        ("/members", Seen("refused", 403)),
        ("/circle", Seen("redirects")),
        ("/round", Seen("redirects")),
        ("/chain", Seen("redirects")),
        ("/file", Seen("odd")),
        ("/odd", Seen("odd")),
    ],
)
def test_what_sites_answer(home: str, path: str, seen: Seen) -> None:
    assert look(home + path, INSIDE) == seen


def test_a_body_without_end_is_not_read_and_a_dripping_one_is_cut_off(home: str) -> None:
    assert look(f"{home}/no-head", INSIDE).status == 200
    assert look(f"{home}/drip", Limits(connect=2, whole=0.5, private=True)).code in ("slow", "odd")


def test_the_inside_is_never_asked(home: str) -> None:
    webstand.Site.asked.clear()
    port = home.rpartition(":")[2]
    assert look(home) == Seen(rules.PRIVATE)
    named = f"http://trung-tam.vn:{port}/"
    assert look(named, resolve=lambda _host, _port: ["127.0.0.1"]) == Seen(rules.PRIVATE)
    both = lambda _host, _port: ["8.8.8.8", "::1"]  # noqa: E731
    assert look(named, resolve=both) == Seen(rules.PRIVATE)
    assert webstand.Site.asked == []


def test_a_redirect_into_the_inside_is_not_followed(home: str) -> None:
    """Only the first hop may be inside, as if it were a site of the internet."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.1.2.3"]

    def judge(addresses: list[str], limits: Limits) -> str:
        return addresses[0] if len(asked) == 1 else held(addresses, limits)

    held = fetching._judged
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "_judged", judge)
        port = home.rpartition(":")[2]
        assert look(f"http://site.vn:{port}/inside", resolve=resolve) == Seen(rules.PRIVATE)
    assert asked == ["site.vn"]


def test_the_name_is_asked_once_and_the_address_is_kept(home: str) -> None:
    """A name that changes between judging and asking changes nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    port = home.rpartition(":")[2]
    seen = look(f"http://doi-ten.vn:{port}/", INSIDE, resolve=lambda _host, _port: next(answers))
    assert seen == Seen("", 200)
    assert next(answers) == ["10.0.0.1"]


def test_no_host_and_no_answer() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise fetching.Failed("no_host")

    assert look("https://khong-co.vn/", resolve=nowhere) == Seen("no_host")
    assert look("http://127.0.0.1:1/", INSIDE) == Seen("no_answer")
    assert not fetching.reaches(("127.0.0.1",), 0.2)
