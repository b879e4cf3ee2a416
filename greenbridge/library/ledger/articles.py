"""The articles of a document that ended beside those of the one that ended it, for the editors who say which went where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from greenbridge.library.ledger.pairing import Articles
from greenbridge.library.models import Clause, ClauseMapping, Effect, Version, Work
from greenbridge.library.reading.aligning import Words

CITED = (Clause.Level.ARTICLE, Clause.Level.NUMBERED)


@dataclass(frozen=True)
class Sides:
    """The last text of the old document that visitors may read, and the text that ends it."""

    effect: Effect
    old: Version
    new: Version

    @property
    def works(self) -> tuple[Work, Work]:
        return self.old.work, self.new.work

    def articles(self, version: Version) -> list[Clause]:
        """What is cited by a number and says something."""
        clauses = list(version.clauses.filter(level__in=CITED).exclude(text=""))
        for clause in clauses:
            clause.version = version
        return clauses


@dataclass(frozen=True)
class Row:
    """An old article; where it went as far as editors have said, and what is most like it, in percent."""

    clause: Clause
    confirmed: Sequence[str]
    likely: Clause | None
    likeness: int


def sides(effect: Effect) -> Sides | None:
    """The two texts of an entry that ends a document; none where the library does not hold the words of both."""
    if effect.target is None or effect.kind not in Effect.ENDING or effect.target == effect.by.work:
        return None
    old = effect.target.versions.published().exclude(text="").order_by("-dated_on").first()
    if old is None or not effect.by.text:
        return None
    old.work = effect.target
    return Sides(effect, old, effect.by)


def mappings(both: Sides) -> list[ClauseMapping]:
    """What editors have said of these two documents, in the order of the old one."""
    old, new = both.works
    rows = ClauseMapping.objects.filter(old=old, new=new).select_related("old", "new")
    places = {one.address: place for place, one in enumerate(both.articles(both.old))}
    return sorted(rows, key=lambda row: (places.get(row.old_address, len(places)), row.pk))


def rows(both: Sides, shown: Sequence[Clause]) -> list[Row]:
    """Those old articles that a page shows."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for mapping in mappings(both):
        said[mapping.old_address].append(mapping.new_address)
    later = {one.address: one for one in both.articles(both.new)}
    among = Articles([_words(one) for one in later.values()])
    return [_row(one, said[one.address], among, later) for one in shown]


def _row(old: Clause, said: Sequence[str], among: Articles, later: dict[str, Clause]) -> Row:
    alike = among.most_alike(_words(old))
    if alike is None:
        return Row(old, said, None, 0)
    words, likeness = alike
    return Row(old, said, later[words.address], likeness)


def _words(clause: Clause) -> Words:
    return Words(clause.address, str(clause), clause.text)
