"""What a text has to contain for a pattern to match, read from the pattern's own syntax tree."""

# The trees that `re` itself compiles: private, so that tests hold what is read from them to what `re` finds.
import re._constants as syntax  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Any

# One of these stands in a folded text: small letters, and blanks for all but letters and digits.
Clause = frozenset[str]
Need = tuple[Clause, ...]
Item = tuple[Any, Any]
Items = Sequence[Item]

# Those that `re` takes for the same as their capitals and for no other.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789äöüßàáâãçèéêëìíîïñòóôõùúû")
_BLANK = [(syntax.IN, [(syntax.CATEGORY, syntax.CATEGORY_SPACE)])]
_REPEATS = (syntax.MAX_REPEAT, syntax.MIN_REPEAT)
# How likely a needle of so many signs stands in a text of a thousand by chance: a guess that only picks among clauses.
_CHANCE = (1.0, 0.98, 0.8, 0.35, 0.12, 0.05, 0.02)
_RARE = 0.008
_COMMON = 0.9
_COMMON_WORDS = """
a about all an and any are as at be but can do for from get has have how i if in into is it its just like make may me
more my need not of on one or other our out so some such that the their them then there these they this time to up use
was way we what when which who will with would you your der die das und ist nicht ich sie du ein eine
"""
_EVERYWHERE = frozenset(_COMMON_WORDS.split())
# Choices within choices at the start of a pattern are told apart so deep.
DEPTH = 3
# A third clause seldom rules out what two let pass, and one that is nearly everywhere rules out nothing.
MOST_CLAUSES = 2
MOST_CHANCE = 0.6
# A run of literals is cut where it could be spelled in more ways.
MOST_SPELLINGS = 8


def find_needs(source: str) -> tuple[Need, ...]:
    r"""Return what a text needs for a pattern that begins at the edge of a word: all clauses of one of these needs.

    The least likely clause of a need comes first; one without clauses says that any text will do.

    >>> [[sorted(clause) for clause in need] for need in find_needs(r"(?:nobody|noone)\s+(?:sent|mailed)\b")]
    [[[' nobody '], [' mailed ', ' sent ']], [[' noone '], [' mailed ', ' sent ']]]
    """
    tree = _Tree()
    needs = {_rarest(tree.required(items)) for items in _spread(list(parser.parse(source)))}
    return tuple(sorted(needs, key=str)) if all(needs) else ((),)


def _rarest(clauses: Iterable[Clause]) -> Need:
    ranked = sorted(set(clauses), key=lambda clause: (_chance(clause), sorted(clause)))[:MOST_CLAUSES]
    return tuple(clause for at, clause in enumerate(ranked) if at == 0 or _chance(clause) <= MOST_CHANCE)


def _spread(items: Items, *, depth: int = DEPTH) -> Iterator[Items]:
    """Yield a pattern once for each choice that its first words leave: no need of one is a need of all."""
    at = next((at for at, item in enumerate(items) if item[0] is not syntax.LITERAL), 0)
    match items[at] if items and depth else None:
        case (syntax.SUBPATTERN, (_, 0, 0, inner)):
            yield from _spread([*items[:at], *inner, *items[at + 1 :]], depth=depth)
        case (syntax.BRANCH, (_, branches)):
            for branch in branches:
                yield from _spread([*items[:at], *branch, *items[at + 1 :]], depth=depth - 1)
        case _:
            yield items


def _chance(clause: Clause) -> float:
    return 1 - prod(1 - _chance_of(needle) for needle in clause)


def _chance_of(needle: str) -> float:
    if needle.strip() in _EVERYWHERE:
        return _COMMON
    return _CHANCE[len(needle)] if len(needle) < len(_CHANCE) else _RARE


class _Run:
    """Literals in a row, folded as the text is, in every spelling; whatever else a pattern holds ends the run."""

    def __init__(self, *, starts: bool) -> None:
        self.clauses: list[Clause] = []
        self._begin(at_edge=starts)

    def _begin(self, *, at_edge: bool) -> None:
        # Whether what comes next stands at the edge of a word.
        self.starts = at_edge
        self._spellings = [" " if at_edge else ""]

    def add(self, letters: Sequence[str]) -> None:
        """Go on with one of some letters, or with none where one of them is empty."""
        if len(letters) * len(self._spellings) > MOST_SPELLINGS or not all(map(_can_be_folded, letters)):
            self.end()
            return
        self._spellings = [_append(spelling, letter) for spelling in self._spellings for letter in letters]
        self.starts = False

    def end(self, *, at_edge: bool = False) -> None:
        """Say what the literals up to here require."""
        if at_edge:
            self._spellings = [one if one.endswith(" ") else f"{one} " for one in self._spellings]
        if all(map(str.strip, self._spellings)):
            self.clauses.append(frozenset(self._spellings))
        self._begin(at_edge=at_edge)


def _can_be_folded(letter: str) -> bool:
    return not letter or letter in _LETTERS or (letter.isascii() and not letter.isalnum() and letter != "_")


def _append(spelling: str, letter: str) -> str:
    if letter and letter not in _LETTERS:
        # What is no letter may itself be the edge before it.
        return spelling if spelling == " " else f"{spelling} "
    return spelling + letter


class _Tree:
    """What the parts of one pattern require; each part is read once, however often the spread pattern holds it."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool, bool], list[Clause]] = {}

    def required(self, items: Items, *, starts: bool = True, ends: bool = False) -> list[Clause]:
        """Return the clauses of items in a row; `starts` and `ends` tell whether edges of words are around them."""
        run = _Run(starts=starts)
        for item, following in zip(items, [*items[1:], None], strict=False):
            letters = _letters(item)
            if letters:
                run.add(letters)
            elif _is_edge(item):
                run.end(at_edge=True)
            else:
                begins = run.starts
                run.end()
                is_before_edge = ends if following is None else _is_edge(following)
                run.clauses += self._once(item, starts=begins, ends=is_before_edge)
        run.end(at_edge=ends)
        return run.clauses

    def _once(self, item: Item, *, starts: bool, ends: bool) -> list[Clause]:
        key = id(item), starts, ends
        if key not in self._known:
            self._known[key] = self._inside(item, starts=starts, ends=ends)
        return self._known[key]

    def _inside(self, item: Item, *, starts: bool, ends: bool) -> list[Clause]:
        """Return what a group, a repetition or a choice requires."""
        match item:
            case (syntax.SUBPATTERN, (_, _, _, inner)):
                return self.required(list(inner), starts=starts, ends=ends)
            case (syntax.MAX_REPEAT | syntax.MIN_REPEAT, (int(fewest), most, inner)) if fewest:
                return self.required(list(inner), starts=starts, ends=ends and most == 1)
            case (syntax.BRANCH, (_, branches)):
                found = [self.required(list(branch), starts=starts, ends=ends) for branch in branches]
                if all(found):
                    return [frozenset().union(*(min(clauses, key=_chance) for clauses in found))]
        return []


def _letters(item: Item) -> list[str]:
    """Return the letters of which an item is one, with an empty one where it may be left out; nothing for others."""
    match item:
        case (syntax.LITERAL, code):
            return [chr(code).lower()]
        case (syntax.IN, choices) if all(kind is syntax.LITERAL for kind, _ in choices):
            return [chr(code).lower() for _, code in choices]
        case (syntax.MAX_REPEAT | syntax.MIN_REPEAT, (0, 1, inner)) if len(inner) == 1:
            letters = _letters(inner[0])
            return ["", *letters] if letters else []
    return []


def _is_edge(item: Item) -> bool:
    """Tell whether an item stands for the edge of a word or of the text, or for white space."""
    match item:
        case (syntax.AT, place):
            return bool(place is not syntax.AT_NON_BOUNDARY)
        case (syntax.MAX_REPEAT | syntax.MIN_REPEAT, (int(fewest), _, inner)) if fewest:
            return list(inner) == _BLANK
    return False
