"""Parts: as many bytes as there is room, cut where a reader would pause, and nothing lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.parts import parts, size

ALPHABET = st.sampled_from('年报政公开，。；！？”\n "\\é0123456789.-/abc@😀') | st.characters(
    exclude_categories=["Cs"]
)


def without_numbers(pieces: tuple[str, ...]) -> list[str]:
    if len(pieces) == 1:
        return list(pieces)
    return [re.sub(rf"\A\({number}/{len(pieces)}\)\n", "", piece) for number, piece in enumerate(pieces, 1)]


@given(text=st.text(ALPHABET, max_size=400), room=st.integers(60, 300))
def test_nothing_is_lost_and_no_part_is_too_long(text: str, room: int) -> None:
    pieces = parts(text, room)
    assert "".join(without_numbers(pieces)) == text
    assert all(size(piece) <= room for piece in pieces)


@given(
    words=st.lists(
        st.from_regex(
            r"(?:[0-9]{1,3}(?:,[0-9]{3}){0,6}\.[0-9]{2}|https://[a-z]{3,20}/[a-z0-9]{1,20})", fullmatch=True
        )
    )
)
def test_numbers_and_addresses_stay_whole(words: list[str]) -> None:
    text = "元，见".join(words)
    found = re.findall(r"[!-~]+", " ".join(without_numbers(parts(text, 80))))
    assert found == words


def test_a_part_ends_where_a_sentence_ends_if_one_does() -> None:
    text = "收到申请12件。其中“部分公开”3件。" * 6
    pieces = without_numbers(parts(text, 120))
    assert len(pieces) > 1
    assert all(piece.endswith("件。") for piece in pieces)


def test_a_closing_quote_stays_with_its_sentence() -> None:
    text = "他说：“本年没有收到申请。”" * 10
    assert all(piece.endswith("。”") for piece in without_numbers(parts(text, 100)))


def test_the_variant_of_a_rare_character_in_a_name_is_not_torn_off() -> None:
    name = "葛\U000e0100"
    assert all(not piece.startswith("\U000e0100") for piece in without_numbers(parts(name * 40, 60)))


@pytest.mark.parametrize("count", [9, 10, 99, 100])
def test_more_parts_need_wider_numbers(count: int) -> None:
    pieces = parts("一二三四五六七八九十。" * count * 2, 80)
    assert len(pieces) >= count
    assert pieces[-1].startswith(f"({len(pieces)}/{len(pieces)})\n")
    assert all(size(piece) <= 80 for piece in pieces)


def test_an_address_longer_than_a_part_is_all_that_is_cut() -> None:
    address = "https://guangwu.example/" + "a" * 200
    assert "".join(without_numbers(parts(f"见{address}。", 100))) == f"见{address}。"
