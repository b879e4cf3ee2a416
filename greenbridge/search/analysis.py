"""How text becomes terms: the same folding and cutting for what is indexed and for what is asked.

Chinese is cut three ways: into words, into overlapping pairs of characters and into single characters. Words rank
best; pairs find what the dictionary cuts differently, and survive one wrong character in a name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from django.utils.functional import cached_property

from greenbridge.core.text import fold, standard_numbers

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HEAD, _TAIL = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_RUN = re.compile(rf"[{_HAN}]+|\d{{3}}-\d{{3}}-\d{{2}}(?!\d)|(?:(?![{_HAN}])[^\W_])+(?:\.\d+)*")
_WASTE_CATEGORY = re.compile(_HEAD + r"hw[\s-]?(?=\d\d(?!\d))")
_NOT_IN_CODES = re.compile(r"[\W_]+")
_RECURRING = 20  # characters: a longer run is hardly ever met again
_LATIN_WORD = re.compile(r"[a-z]{3,40}")
# Words of a question that say nothing about what is looked for.
_SILENT = frozenset("的了和与及或在是有吗呢吧啊我您你谁") | {
    "请问",
    "怎么",
    "怎么办",
    "怎样",
    "如何",
    "什么",
    "哪些",
    "哪里",
}


@dataclass(frozen=True)
class Terms:
    """A text in every cut. Latin words and numbers stay whole in ``words`` and ``chars``."""

    words: list[str]
    pairs: list[str]
    chars: list[str]

    @property
    def is_chinese(self) -> bool:
        """Whether the text is one unbroken run of Chinese characters."""
        return bool(self.pairs) and len(self.pairs) == len(self.chars) - 1


@dataclass(frozen=True)
class Unit:
    """One thing asked for: any of its wordings, or any of its codes, will do."""

    wordings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_telling(self) -> bool:
        """Whether it says by itself what is looked for: a number, or a word longer than one character."""
        return bool(self.codes) or any(len(text) > 1 for text in self.wordings)


@dataclass(frozen=True)
class Question:
    """What somebody typed, taken apart. ``code`` is the whole of it read as one official number."""

    text: str
    code: str
    units: tuple[Unit, ...]

    @property
    def telling(self) -> tuple[Unit, ...]:
        """The units of which any one will do; single characters are among them only where there is nothing else."""
        return tuple(unit for unit in self.units if unit.is_telling) or self.units


NOTHING_ASKED = Question("", "", ())


@dataclass(frozen=True, eq=False)
class Meanings:
    """All terms of the same meaning by each of them, folded, as the table had them when it was read (同义词)."""

    of: Mapping[str, tuple[str, ...]]

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds the terms in a folded text, the longest first."""
        longest_first = sorted(self.of, key=len, reverse=True)
        return re.compile("|".join(map(_asked_for, longest_first))) if longest_first else None


NO_MEANINGS = Meanings({})


def normal(text: str) -> str:
    """Folded text in which ``HW 17`` and ``HW-17`` are ``hw17``."""
    return _WASTE_CATEGORY.sub("hw", fold(text))


def terms(text: str) -> Terms:
    """Cut a text that ``normal`` has folded."""
    words: list[str] = []
    couples: list[str] = []
    chars: list[str] = []
    for run in _RUN.findall(text):
        if _is_han(run):
            of_run = _remembered_cut(run) if len(run) <= _RECURRING else _cut(run)
            words += of_run[0]
            couples += of_run[1]
            chars += run
        else:
            words.append(run)
            chars.append(run)
    return Terms(words, couples, chars)


def _cut(run: str) -> tuple[list[str], list[str]]:
    """The words and the pairs of an unbroken run of Chinese characters."""
    import rjieba  # only here: it reads its words for a tenth of a second, and few commands cut anything

    return rjieba.cut_for_search(run), pairs(run)


# The names of types and places stand in thousands of documents each.
_remembered_cut = lru_cache(maxsize=4096)(_cut)


def pairs(run: str) -> list[str]:
    """Overlapping pairs of characters: ``abc`` → ``ab bc``."""
    return list(map(add, run, run[1:]))


def compact(code: str) -> str:
    """An official number without spaces and signs: ``沪环规〔2021〕5号`` → ``沪环规20215号``."""
    return _NOT_IN_CODES.sub("", normal(code))


def standards(text: str) -> list[str]:
    """The standards named in a text, with and without their year."""
    return [form for forms in standard_numbers(text) for form in forms]


def question(text: str, same_as: Meanings) -> Question:
    """Take apart what somebody typed."""
    rest = folded = normal(text)
    units = []
    for bare, dated in standard_numbers(folded):
        units.append(Unit(codes=(bare, dated)))
        rest = spelled(dated).sub(" ", rest)
    units += _units(rest, same_as)
    return Question(folded, compact(folded), tuple(dict.fromkeys(units)))


def spelled(code: str) -> re.Pattern[str]:
    """Matches a folded official number however its parts are spaced."""
    return re.compile(_HEAD + r"[\s/-]*".join(map(re.escape, code)) + _TAIL)


def bounded(term: str) -> str:
    """A pattern for a folded term that does not start or end inside a Latin word or a number."""
    return (_HEAD if term[:1].isascii() else "") + re.escape(term) + (_TAIL if term[-1:].isascii() else "")


def is_initials(word: str) -> bool:
    """Whether a word may be the pinyin initials of a name."""
    return bool(_LATIN_WORD.fullmatch(word))


def _units(text: str, same_as: Meanings) -> list[Unit]:
    units, place = [], 0
    for found in same_as.pattern.finditer(text) if same_as.pattern else ():
        units += _plain_units(text[place : found.start()])
        units.append(Unit(wordings=same_as.of[found[0]]))
        place = found.end()
    units += _plain_units(text[place:])
    return _telling(units)


def _plain_units(text: str) -> list[Unit]:
    return [Unit(wordings=(word,)) for run in _RUN.findall(text) for word in _words(run)]


def _words(run: str) -> list[str]:
    if not _is_han(run):
        return [run]
    import rjieba

    return rjieba.cut(run)


def _is_han(run: str) -> bool:
    return run[0] >= "\u3007"


def _telling(units: list[Unit]) -> list[Unit]:
    """Without the silent words, unless there is nothing else."""
    return [unit for unit in units if not _SILENT.issuperset(unit.wordings)] or units


_never_before: dict[str, str] = {}


def never_before(ending: str, characters: str) -> None:
    """Let a room say that a term with this ending is not meant where one of these characters follows it."""
    _never_before[ending] = characters


def _asked_for(term: str) -> str:
    """A pattern for a term of the table: as it stands, and not as the beginning of what a room says is another word."""
    others = (characters for ending, characters in _never_before.items() if term.endswith(ending))
    return bounded(term) + "".join(f"(?![{re.escape(characters)}])" for characters in others)
