"""What two records of one body have in common, in the words of the database; and which pairs follow. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace, Substr

MOST_ALIKE = 6
"""Of more records with one name pairs are made of the oldest only: what is merged makes room for the others."""
MOST_AT_ONE_DOOR = 4
"""An address and a telephone that more bodies share are those of an agent or of an incubator."""

Pair = tuple[int, int]

_SAME = (("（", "("), ("）", ")"), (" ", ""), ("　", ""))
_FORMS = (("有限责任公司", "有限公司"), ("股份有限公司", "有限公司"))


def folded(column: str) -> Combinable:
    """A name apart from brackets, spaces and capitals: ``core.text.fold_name`` as far as names in lists need it."""
    return _replaced(Lower(column), _SAME)


def spellings(name: str) -> set[str]:
    """The name with brackets of either kind, as lists write it."""
    wide = name.replace("(", "（").replace(")", "）")
    return {name, wide, wide.replace("（", "(").replace("）", ")")}


def without_form(column: str) -> Combinable:
    """A folded name in which every kind of company is written alike."""
    return _replaced(folded(column), _FORMS)


def _replaced(text: Combinable, pairs: Iterable[tuple[str, str]]) -> Combinable:
    for old, new in pairs:
        text = Replace(text, Value(old), Value(new))
    return text


def body_code(column: str) -> Combinable:
    """The nine characters of a credit code that stay with the body when it moves or is registered anew (GB 32100)."""
    return Substr(F(column), 9, 9)


def grouped(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Key → records, each once, the oldest first."""
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for key, record in rows:
        groups[key].add(record)
    return {key: sorted(records) for key, records in groups.items()}


def pairs(groups: Iterable[list[int]]) -> set[Pair]:
    """Each with each, among the oldest of each group."""
    return {pair for records in groups for pair in combinations(records[:MOST_ALIKE], 2)}


def crossed(some: Mapping[str, list[int]], others: Mapping[str, list[int]]) -> set[Pair]:
    """Each record that has a key on one side with each that has it on the other."""
    return {
        (min(one, other), max(one, other))
        for key in some.keys() & others.keys()
        for one in some[key][:MOST_ALIKE]
        for other in others[key][:MOST_ALIKE]
        if one != other
    }
