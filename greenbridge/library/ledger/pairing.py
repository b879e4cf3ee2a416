"""Which article of a document stands most likely in the place of one that it replaced: by their words, pure.

Unlike ``reading.aligning`` the order counts for nothing: a code takes the articles of ten statutes and scatters them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from greenbridge.library.reading.aligning import Words, signs

ALIKE = 0.3
"""Share of pairs of signs in common from which an article is suggested; below it would only be a guess."""
COMMON = 0.2
"""Pairs of signs that stand in more of the articles than this tell nothing, and are not looked up."""
FEW = 20  # articles among which nothing is common


class Articles:
    """The articles of the later document, ready to be looked up."""

    def __init__(self, articles: Sequence[Words]) -> None:
        self._articles = articles
        self._sizes = list[int]()
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(articles):
            found = signs(one.text)
            self._sizes.append(len(found))
            for sign in found:
                self._places[sign].append(place)
        self._most = max(FEW, int(len(articles) * COMMON))

    def most_alike(self, old: Words) -> tuple[Words, int] | None:
        """The article and how much it has in common with the old one, in percent; none where nothing is alike."""
        asked = signs(old.text)
        told = [sign for sign in asked if len(self._places.get(sign, ())) <= self._most]
        near = Counter(place for sign in told for place in self._places.get(sign, ()))
        best, likeness = -1, 0.0
        for place, _ in near.most_common(FEW):
            shared = len(asked & signs(self._articles[place].text))
            alike = 2 * shared / (len(asked) + self._sizes[place])
            if alike > likeness:
                best, likeness = place, alike
        return (self._articles[best], round(100 * likeness)) if likeness >= ALIKE else None
