"""The protocol's arguments and tokens, without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.feeds.oai import protocol, tokens
from repository.feeds.oai.protocol import Asked, ProtocolError
from repository.feeds.oai.tokens import Place

LIST = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")]


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([], "badVerb"),
        ([("verb", "Steal")], "badVerb"),
        ([("verb", "Identify"), ("verb", "Identify")], "badVerb"),
        ([("verb", "Identify"), ("x", "1")], "badArgument"),
        ([("verb", "ListRecords")], "badArgument"),
        ([("verb", "GetRecord"), ("identifier", "oai:x:y")], "badArgument"),
        ([*LIST, ("metadataPrefix", "oai_dc")], "badArgument"),
        ([*LIST, ("resumptionToken", "x")], "badArgument"),
        ([*LIST, ("from", "2026-13-01")], "badArgument"),
        ([*LIST, ("from", "2026-11-01T00:00:00")], "badArgument"),
        ([*LIST, ("from", "٢٠٢٦-١١-٠١")], "badArgument"),
        ([*LIST, ("from", "2026-11-02"), ("until", "2026-11-01")], "badArgument"),
        ([*LIST, ("from", "2026-11-02"), ("until", "2026-11-02T00:00:00Z")], "badArgument"),
        ([("verb", "ListRecords"), ("metadataPrefix", "mods")], "cannotDisseminateFormat"),
    ],
)
def test_what_the_protocol_refuses(pairs: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        protocol.read(pairs)
    assert caught.value.code == code


def test_a_day_ends_with_its_last_second() -> None:
    asked = protocol.read([*LIST, ("from", "2026-11-02"), ("until", "2026-11-02")])
    assert asked.since == datetime(2026, 11, 2, tzinfo=UTC)
    assert asked.until == datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC)


MOMENTS = st.none() | st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
).map(lambda moment: moment.replace(microsecond=0))
ASKED = st.builds(
    Asked,
    st.sampled_from(protocol.LISTS),
    prefix=st.sampled_from(protocol.FORMATS),
    since=MOMENTS,
    until=MOMENTS,
    set_spec=st.none() | st.text(max_size=20),
)
PLACES = st.builds(Place, *[st.integers(0, 2**40)] * 4)


@given(ASKED, PLACES)
def test_a_token_says_again_what_was_asked(asked: Asked, place: Place) -> None:
    token = tokens.write("secret", asked, place)
    assert tokens.read("secret", asked.verb, token) == (asked, place)
    assert token.isascii()


@given(ASKED, PLACES, st.data())
def test_a_token_that_was_touched_is_none(asked: Asked, place: Place, data: st.DataObject) -> None:
    token = tokens.write("secret", asked, place)
    at = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from([c for c in "aZ9-_." if c != token[at]]))
    for bad in (token[:at] + other + token[at + 1 :], token[:at], data.draw(st.text())):
        with pytest.raises(ProtocolError, match="not one of ours"):
            tokens.read("secret", asked.verb, bad)
    with pytest.raises(ProtocolError):
        tokens.read("other", asked.verb, token)
    with pytest.raises(ProtocolError):
        tokens.read("secret", "ListSets", token)
