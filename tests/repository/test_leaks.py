"""Nothing restricted reaches whom it is not for: every role asks on every surface.

The house is built once. Who may see what stands in `leaks/table.py`, by hand.
"""

import functools
import html
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import pytest
from flask import Flask, g
from sqlalchemy import select

from repository.catalogue.models import Alignment, Work
from repository.flow import previews
from repository.packs.choosing import Part, choose
from repository.packs.models import Pack
from repository.search import meaning, saved
from school.curriculum.models import CurriculumNode
from school.people.standing import who_is
from school.signin import session
from suite import clock, files, web
from suite.contracts import ResourceShelf, ask
from suite.db import db
from suite.settings import current_settings
from tests.access import walk
from tests.access.scene import ACTORS
from tests.conftest import opened
from tests.kit.client import sign_in
from tests.kit.queries import counted
from tests.repository.leaks import table
from tests.repository.leaks.house import COMMON, House, Item, fill, open_only
from tests.repository.leaks.table import sees

TOTAL = re.compile(r'found-total" role="status">(\d+) ')
COUNT = re.compile(r'filter-count">(\d+)<')
VARIES = re.compile(
    r'(name="(csrf|form)_token" value)="[^"]*"|[\w-]{36}">Số tra cứu …\w+|responseDate>[^<]*'
)
TOLD = ("Location", "Content-Type", "Content-Disposition", "ETag", "Accept-Ranges", "Link")
BEFORE = r"""((?<=[/="])|(?<=%2F)|(?<=%3D))"""
KEYS = list(ACTORS)
LEADS = ("identifiers.resolve", "links.go", "registers.opened")


class Stage:
    """The house, a client for everybody, and what the signed-out saw before the restricted came."""

    def __init__(self, app: Flask, house: House) -> None:
        self.app, self.house, self.items = app, house, house.items
        people = house.scene.people
        self.clients = {"out": app.test_client()}
        self.clients |= {key: sign_in(app.test_client(), people[key]) for key in people}
        self.before: dict[str, str] = {}
        self.unit = house.scene.own_school.id

    def url(self, endpoint: str, asked: str) -> str:
        opened, works = self.items["open"].values, ""
        if "{works}" in asked:
            works = "&".join(f"work={i.values['uid']}" for i in self.items.values() if i.work_id)
        waiting = self.items["waiting"].values["uid"] if "{waiting}" in asked else ""
        filled = asked.format(
            unit=self.unit, node=self.house.node_uid, works=works,
            public=self.house.list_uid, open=opened["uid"], read=opened["file"], waiting=waiting,
        )  # fmt: skip
        values: dict[str, Any] = {}
        for name, value in parse_qsl(filled):
            values.setdefault(name, []).append(int(value) if value.isdecimal() else value)
        plain = {name: one if len(one) > 1 else one[0] for name, one in values.items()}
        with self.app.test_request_context():
            return str(self.app.url_map.bind("").build(endpoint, plain))


@pytest.fixture(scope="module")
def stage(sqlite_house: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    plain = mock.patch.object(web, "error_page", lambda code, message: (message, code))
    for app in opened(sqlite_house, tmp_path_factory.mktemp("leaks")):
        current_settings().library_feeds = frozenset({"oai", "opds", "sitemap"})
        with plain, clock.frozen(clock.now()):
            made = Stage(app, open_only())
            for address in quiet(made):
                made.before[address] = steady(made.clients["out"].get(address).text)
            fill(made.house)
            with mock.patch.object(session.login, "_user_callback", functools.cache(known)):
                meaning._kept = None
                for client in made.clients.values():
                    client.get("/library/complete")
                yield made
                meaning._kept = None


def known(key: str) -> session.SignedIn | None:
    """Who is signed in, asked once: it is not what is looked at here, and costs half of all."""
    found = session.load(key)
    if found is not None:
        db.session.expunge_all()
    return found


def quiet(stage: Stage) -> list[str]:
    """Pages that must stay as they were for who sees nothing of what came."""
    pages = {name: table.PAGES[name] for name in ("library.search", "library.complete")}
    every = (pages | table.READERS_FEEDS | table.FEEDS).items()
    return [stage.url(name, asked) for name, addresses in every for asked in addresses]


def steady(text: str) -> str:
    return VARIES.sub("", text)


def leaked(stage: Stage, text: str, actor: str, endpoint: str) -> list[str]:
    """The things of which a text tells somebody who may not know of them."""
    text = html.unescape(text).lower()
    return [
        name for name, item in stage.items.items()
        if not knows(name, actor, endpoint) and any(one in text for one in item.traces)
    ]  # fmt: skip


def knows(name: str, actor: str, endpoint: str) -> bool:
    """Whether somebody may know of a thing at all, there."""
    lists = table.LISTS_WITHDRAWN | table.TOMBSTONES
    return sees(name, actor) and (name != "withdrawn" or endpoint in lists)


def test_every_route_is_asked_or_excused(stage: Stage) -> None:
    rules = walk.rules_of(stage.app, "repository")
    asked = {
        *table.OPENED, *table.BY_NUMBER, *table.SENT, *table.PREVIEWS, *table.PAGES, *table.FEEDS,
        *table.READERS_FEEDS,
    }  # fmt: skip
    there, excused = {rule.endpoint for rule in rules}, set(table.EXCUSED)
    assert there - asked - excused == set(), "declare it in leaks/table.py"
    assert (asked | excused) - there == {"home.index"}
    assert asked & excused == set()
    sent = {rule.endpoint for rule in rules if "POST" in (rule.methods or set())}
    assert sent - set(table.SENT) - excused == {"oai.answer"}
    assert set(table.SEES) == set(table.MARKERS) == set(stage.items)


@pytest.mark.parametrize("actor", ACTORS)
def test_by_number(stage: Stage, actor: str) -> None:
    """What is asked for by its number is refused without a trace; in turn it is seen that status,
    words and the number of statements are those for a number that nobody ever gave."""
    wrong: list[str] = []
    for turn, (method, endpoint, asked, most) in enumerate(questions(), start=KEYS.index(actor)):
        things = [
            item for item in stage.items.values()
            if fits(item, asked) and not may_open(item.name, actor, endpoint)
        ]  # fmt: skip
        if not things or (method == "POST" and turn % 3):
            continue
        chosen = [things[(turn + step) % len(things)] for step in range(min(most, len(things)))]
        answers = {
            one.name: answer(stage, actor, method, endpoint, asked, one.values) for one in chosen
        }
        first = next(iter(answers.values()))
        if turn % 2 == 0 or endpoint in table.CORE:
            first = answer(stage, actor, method, endpoint, asked, table.UNKNOWN)
        for name, got in answers.items():
            hidden = not leaked(stage, got[2], actor, endpoint)
            if got != first or got[0] not in refusals(actor, endpoint) or not hidden:
                wrong.append(f"{method} {endpoint} of {name} as {actor}: {got}, else {first}")
    assert not wrong, "\n".join(wrong)


def questions() -> Iterator[tuple[str, str, str, int]]:
    """Method, endpoint, address, and of how many things somebody asks it."""
    yield from (("GET", *one, 9 if one[0] in table.CORE else 1) for one in table.OPENED.items())
    yield from (("GET", *one, 1) for one in table.BY_NUMBER.items())
    yield from (("POST", *one, 1) for one in table.SENT.items())


def refusals(actor: str, endpoint: str) -> tuple[int, ...]:
    """How the house says no: as to what is not there, or before it looks; who is signed out is
    asked to sign in; forms that take many numbers leave out what one may not see."""
    many = (200, 303, 422) if endpoint in table.MANY else ()
    return (302, 404, *many) if actor == "out" else (403, 404, *many)


def fits(item: Item, asked: str) -> bool:
    """Whether a thing has all the numbers that an address wants; no list stands for a work."""
    keys = set(re.findall(r"\{(\w+)\}", asked)) - {"public"}
    if keys == {"list"} and item.name != "list":
        return False
    return keys <= set(item.values)


def may_open(name: str, actor: str, endpoint: str) -> bool:
    return sees(name, actor) and (name != "withdrawn" or endpoint in table.TOMBSTONES)


def answer(
    stage: Stage, actor: str, method: str, endpoint: str, asked: str, values: dict[str, Any]
) -> tuple[int, int, str]:
    """Status, number of statements, and the words without the numbers that were asked for."""
    address, _, sent = asked.partition(" ")
    filled = address.replace("{public}", stage.house.list_uid).format(**values)
    form = dict(parse_qsl(sent.format(**values))) if method == "POST" else None
    headers = {"Range": "bytes=0-3"} if endpoint.startswith("works.") else {}
    url = stage.url(endpoint, filled)
    with counted() as statements:
        got = stage.clients[actor].open(url, method=method, data=form, headers=headers)
    told = got.get_data().decode(errors="replace")
    told += str([one for one in got.headers.items() if one[0] in TOLD])
    for key in re.findall(r"\{(\w+)\}", asked):
        if key != "public":
            told = re.sub(BEFORE + re.escape(str(values[key])) + r"\b", "·", told)
    return got.status_code, len(statements), steady(told)


def test_who_may_does(stage: Stage) -> None:
    """The same addresses open for who may: else the test above would say nothing."""
    shut = []
    for endpoint, asked in (table.OPENED | table.BY_NUMBER).items():
        items = [one for one in stage.items.values() if one.name != "open" and fits(one, asked)]
        pairs = [(one, key) for one in items for key in ("lib", "te2", "stu", "tea")
                 if may_open(one.name, key, endpoint)]  # fmt: skip
        tried = (answer(stage, key, "GET", endpoint, asked, one.values)[0] for one, key in pairs)
        opens = (200, 206, 302) if endpoint in LEADS else (200, 206)
        if not any(status in opens for status in tried):
            shut.append(endpoint)
    for name, item in stage.items.items():
        for actor in KEYS if "file" in item.values else ():
            asked = table.OPENED["works.content"]
            got = answer(stage, actor, "GET", "works.content", asked, item.values)[0]
            if (got == 206) != may_open(name, actor, "works.content"):
                shut.append(f"the file of {name} as {actor}: {got}")
    assert not shut, "\n".join(shut)


def test_pages(stage: Stage) -> None:
    """What stands on pages of many things, to everybody; each page shows something to somebody."""
    wrong: list[str] = []
    shown = set()
    for endpoint, addresses in table.PAGES.items():
        for asked in addresses:
            address, in_turn = stage.url(endpoint, asked), asked in table.IN_TURN
            for at, (actor, client) in enumerate(stage.clients.items()):
                if in_turn and at % 2:
                    continue
                got = client.get(address)
                told = got.text + str(got.headers)
                for uid in re.findall(r"work=([0-9a-f-]{36})", address):
                    told = told.replace(uid, "")
                wrong += [f"{endpoint}?{asked} shows {actor}: {name}"
                          for name in leaked(stage, told, actor, endpoint)]  # fmt: skip
                if any(one.marker in told for one in stage.items.values() if one.name != "open"):
                    shown.add(endpoint)
                if endpoint == "library.search":
                    wrong += miscounted(got.text, actor, asked)
    assert not wrong, "\n".join(wrong)
    assert set(table.PAGES) - shown == set(), "these pages show nothing to anybody"


def miscounted(page: str, actor: str, asked: str) -> list[str]:
    """Totals and the numbers beside filters: all works here are alike but for who may see them."""
    total = sum(sees(name, actor) for name in table.INDEXED)
    found = TOTAL.search(page)
    files = total - sees("printed", actor)
    counts = set(map(int, COUNT.findall(page)))
    if found is None or int(found.group(1)) != (total if "kind" not in asked else files):
        return [f"{asked} counts {found and found.group(1)} to {actor}, not {total}"]
    return [] if counts <= {total, files, 1} else [f"{asked} counts {counts} to {actor}"]


def test_nothing_changed_for_the_public(stage: Stage) -> None:
    """Search, suggestions and feeds are to the letter what they were before the restricted came;
    to who is signed in feeds tell no more than that, those of readers what these may see."""
    public, asked = stage.app.test_client(), f"{table.GET_RECORD}oai:localhost:"
    same = {stage.url(name, one) for name, every in table.FEEDS.items() for one in every}
    for turn, address in enumerate(quiet(stage)):
        now = steady(public.get(address).text)
        assert now == stage.before[address], address
        for key in (KEYS[1 + turn], KEYS[22 - turn]):
            told = steady(stage.clients[key].get(address).text)
            assert not leaked(stage, told, key, "feeds"), (address, key)
            assert told == now or address not in same, (address, key)
    codes = [str(item.values["code"]) for name, item in stage.items.items()
             if "code" in item.values and name != "open"]  # fmt: skip
    known = public.get(stage.url("oai.answer", f"{asked}{stage.items['open'].values['code']}"))
    assert "ivorybund" in known.text
    unknown = public.get(stage.url("oai.answer", f"{asked}{table.UNKNOWN['code']}")).text
    for code in codes:
        told = public.get(stage.url("oai.answer", f"{asked}{code}")).text
        assert steady(told).replace(code, str(table.UNKNOWN["code"])) == steady(unknown)


def test_words(stage: Stage) -> None:
    """The very word of a restricted text finds, completes and corrects to nothing, as a word that
    stands nowhere; and for one who may see it, it does."""
    nowhere = "xylquastor"
    stage.clients["out"] = stage.app.test_client()  # without what it was told before
    for at, (actor, client) in enumerate(stage.clients.items()):
        hidden = [n for n in (*table.INDEXED, "embargo", "draft") if not sees(n, actor)]
        empty = client.get(f"/library/?q={nowhere}").text
        for name in hidden[at % 2 :: 2] if actor != "out" else hidden:
            marker = table.MARKERS[name]
            page = client.get(f"/library/?q={marker}").text
            assert steady(page.replace(marker, nowhere)) == steady(empty), (name, actor)
            wrong = marker[:-3] + marker[-2] + marker[-3] + marker[-1]
            assert marker not in client.get(f"/library/?q={wrong}").text, (name, actor)
            lines = client.get(f"/library/complete?q={marker[:5]}").json
            assert lines == {"lines": []}, (name, actor)
    wrong = "giraffxo"
    assert "giraffox" in stage.clients["lib"].get(f"/library/?q={wrong}").text
    assert "giraffox" in stage.clients["lib"].get("/library/complete?q=giraf").text


def test_shelf_news_and_packs(stage: Stage) -> None:
    """Homework from the shelf, notices of kept searches, what goes into a pack: as every role."""
    since, until = clock.now() - timedelta(days=1), clock.now() + timedelta(seconds=1)
    works = {name: item for name, item in stage.items.items() if item.work_id}
    names = {item.work_id: name for name, item in works.items()}
    for actor, person in stage.house.scene.people.items():
        me = who_is(db.session.merge(person))
        found = {name for name in table.INDEXED if sees(name, actor)}
        new = saved.fresh(f"q={COMMON}", me, since, until)
        assert {names[one] for one in new} == found, actor
        chosen = choose([Part(one) for one in names], me, "own")
        told = {part.work_id for part in chosen.parts}
        told |= {work.id for work, _why in chosen.left_out}
        wanted = {name for name in works if sees(name, actor) and name != "withdrawn"}
        assert {names[one] for one in told} == wanted, actor
        with stage.app.test_request_context("/"):
            g.who = me
            shelf = ask(ResourceShelf)
            assert shelf is not None
            refs = {name: f"work:{item.values['uid']}" for name, item in works.items()}
            cards = {card.ref for card in shelf.find(COMMON, 20)}
            assert cards == {refs[name] for name in found}, actor
            hidden = [name for name in works if name not in wanted]
            assert all(shelf.card(refs[name]) is None for name in hidden), actor
            assert all(shelf.link(refs[name], 1) is None for name in hidden), actor


def test_subjects_that_were_read(stage: Stage) -> None:
    """A subject is offered to who may see a work of it that was read."""
    query = select(CurriculumNode).where(CurriculumNode.subject_code != "TOAN").limit(1)
    node, giver = db.session.scalars(query).one(), stage.house.scene.people["te2"].id
    db.session.add(
        Alignment(
            work_id=stage.items["class"].work_id, node_id=node.id, proposed_by=giver,
            proposed_at=clock.now(), confirmed_by=giver, confirmed_at=clock.now(),
        )
    )  # fmt: skip
    address = f"/library/counts/nodes?unit={stage.unit}"
    for actor in ("tea", "te2", "lib", "hom", "sub"):
        page = stage.clients[actor].get(address).text
        assert (f"subject={node.subject_code}" in page) == (sees("class", actor)), actor


def test_a_pack_holds_what_its_owner_sees(stage: Stage) -> None:
    pack = db.session.get_one(Pack, stage.house.pack_id)
    with zipfile.ZipFile(files.store().path(pack.sha256 or "")) as held:
        told = " ".join([*held.namelist(), *(repr(held.read(name)) for name in held.namelist())])
    within = {name for name, item in stage.items.items() if item.work_id and item.marker in told}
    assert within == {"open", "signed"}
    assert {line["title"].split()[1] for line in pack.left_out} == {
        table.MARKERS[name] for name in ("staff", "embargo", "draft", "waiting", "printed")
    }


def test_previews(stage: Stage) -> None:
    """A token that was revoked opens nothing; none opens the file of another work."""
    for name in ("draft", "waiting"):
        values = stage.items[name].values
        for endpoint, asked in table.PREVIEWS.items():
            for actor in ("out", "stu", "te3"):
                status, _, told = answer(stage, actor, "GET", endpoint, asked, values)
                assert status in (404, 410) and not leaked(stage, told, actor, endpoint), endpoint
    work = db.session.get_one(Work, stage.items["waiting"].work_id)
    made = previews.token(previews.make(work, stage.house.scene.people["tea"].id, "x", 3))
    mixed = stage.items["draft"].values | {"token": made}
    own = stage.items["waiting"].values | {"token": made}
    for endpoint in ("previews.text", "previews.content", "previews.download"):
        asked = table.PREVIEWS[endpoint]
        assert answer(stage, "out", "GET", endpoint, asked, own)[0] == 200
        assert answer(stage, "out", "GET", endpoint, asked, mixed)[0] == 404
