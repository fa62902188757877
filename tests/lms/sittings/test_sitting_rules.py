"""Rules of sittings, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.rules import from_here
from lms.sittings import rules
from suite.text import name_sort_key

rooms = st.lists(st.integers(1, 60), min_size=1, max_size=12)


@given(rooms, st.data())
def test_everybody_has_one_seat_and_rooms_are_equally_full(
    seats: list[int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, sum(seats)))
    people = [rules.Placed(n, f"{n:04}", str(n % 5)) for n in range(count)]
    spaces = [rules.Space(n, size) for n, size in enumerate(seats)]
    order = data.draw(st.sampled_from(["name", "class", "random"]))
    found = rules.distributed(people, spaces, order, seed=7)
    assert sorted(one[0] for one in found) == list(range(count))
    for number, size in enumerate(seats):
        places = [place for _who, room, place in found if room == number]
        assert places == list(range(1, len(places) + 1)) and len(places) <= size
        assert abs(len(places) - count * size / sum(seats)) < 1 + len(seats)


def test_too_few_seats_are_said() -> None:
    with pytest.raises(rules.NotPossible) as said:
        rules.shares(50, [rules.Space(1, 24), rules.Space(2, 24)])
    assert (said.value.code, said.value.about) == ("seats", {"lacking": 2})


def test_names_stand_in_vietnamese_order() -> None:
    names = ["Trần Văn Đạt", "Lê Thị Ánh", "Nguyễn Văn An", "Phạm Dũng", "Đỗ Thị Ân"]
    people = [rules.Placed(n, name_sort_key(name), "") for n, name in enumerate(names)]
    told = [names[one.key] for one in rules.in_order(people, "name", 0)]
    assert told == ["Nguyễn Văn An", "Lê Thị Ánh", "Đỗ Thị Ân", "Phạm Dũng", "Trần Văn Đạt"]


def test_a_seed_gives_the_same_order_again() -> None:
    people = [rules.Placed(n, f"{n:03}", "") for n in range(40)]
    first = rules.in_order(people, "random", 1)
    assert rules.in_order(list(reversed(people)), "random", 1) == first
    assert rules.in_order(people, "random", 2) != first


def test_numbers_are_equally_long() -> None:
    assert rules.numbers("K6-", 998, 4) == ["K6-0998", "K6-0999", "K6-1000", "K6-1001"]
    with pytest.raises(rules.NotPossible, match="number"):
        rules.numbers("x" * 18, 1, 2)


def test_address_ranges_are_kept_in_one_form() -> None:
    assert rules.networks("192.168.1.5/24,\n10.0.0.7; 10.0.0.7") == "192.168.1.0/24 10.0.0.7/32"
    assert rules.networks(" ") == ""
    for wrong in ("192.168.1", "phòng 1", "10.0.0.0/33", "1.2.3.4/255.255.255.1"):
        with pytest.raises(rules.BadNetwork):
            rules.networks(f"10.0.0.1 {wrong}")


@given(st.ip_addresses())
def test_what_was_typed_lets_the_address_in(address: object) -> None:
    assert from_here(rules.networks(str(address)), str(address))
