"""Which words were meant. Pure: decided by what the reader sees, and by nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suite.syllables import is_folded_syllable
from suite.text import fold, nfc, tokens

# So much oftener must a likeness stand in what is seen, to be meant instead of a rare word.
MUCH_OFTENER = 20
SHORT = 4
MOST_WORDS = 6


@dataclass(frozen=True)
class Likeness:
    """A word of the library and how many letters it lies from the one that was typed."""

    word: str
    distance: int


def reach(word: str) -> int:
    """How many wrong letters a word of this length may have."""
    return 1 if len(word) <= SHORT else 2


def meant(
    typed: Sequence[str], likenesses: Mapping[str, Sequence[Likeness]], seen: Mapping[str, int]
) -> dict[str, str]:
    """The typed words that were probably meant otherwise, with the words meant.

    `seen` has for each word the number of pages that the reader may see.
    """
    changed: dict[str, str] = {}
    for word in typed:
        often = [like for like in likenesses.get(word, ()) if _replaces(like, word, seen)]
        if often:
            best = min(often, key=lambda like: (like.distance, -seen[like.word], like.word))
            changed[word] = best.word
    return changed


def swapped(typed: Sequence[str], word: str, other: str) -> str:
    """What was typed with another word in the place of one."""
    return " ".join(other if one == word else one for one in typed)


def meant_together(
    typed: Sequence[str], likenesses: Mapping[str, Sequence[Likeness]], seen: Mapping[str, int]
) -> dict[str, str]:
    """The one typed word with which all the others are found on a page, were it another; for words
    that are found nowhere together though each stands somewhere ("Alexandre de Rhode").

    `seen` has for each `swapped` text the number of pages that the reader may see.
    """
    ways = [
        (like.distance, -seen.get(swapped(typed, word, like.word), 0), word, like.word)
        for word in typed
        for like in likenesses.get(word, ())
        if not is_folded_syllable(word) or _swapped(like, word) or _rare(like, word, seen)
    ]
    found = [way for way in ways if way[1]]
    return {word: other for _, _, word, other in sorted(found)[:1]}


def rewritten(text: str, changed: Mapping[str, str]) -> str:
    """The text with words changed, as typed elsewhere; keys of `changed` are folded. A capital at
    the beginning of a word stays."""
    text = nfc(text)
    parts, at = [], 0
    for token in tokens(text):
        word = changed.get(fold(token.text))
        if word is not None and token.text[0].isupper():
            word = word[:1].upper() + word[1:]
        parts += [text[at : token.start], token.text if word is None else word]
        at = token.end
    return "".join([*parts, text[at:]])


def _replaces(like: Likeness, word: str, seen: Mapping[str, int]) -> bool:
    # What can be a word of Vietnamese is meant as it stands, unless two letters changed places.
    if is_folded_syllable(word) and not _swapped(like, word):
        return False
    there, here = seen.get(like.word, 0), seen.get(word, 0)
    if not here:
        return there > 0
    return like.distance == 1 and _rare(like, word, seen)


def _rare(like: Likeness, word: str, seen: Mapping[str, int]) -> bool:
    return seen.get(like.word, 0) >= MUCH_OFTENER * max(seen.get(word, 0), 1)


def _swapped(like: Likeness, word: str) -> bool:
    return like.distance == 1 and sorted(like.word) == sorted(word)
