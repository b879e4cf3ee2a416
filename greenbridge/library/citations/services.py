"""Citations are written with the clauses of a version, and linked when what they cite comes in."""

from collections.abc import Iterable, Mapping

from greenbridge.library import references
from greenbridge.library.citations import rules
from greenbridge.library.models import Citation, Clause, Version, Work

MOST_OF_A_CLAUSE = 100
_SHOWN = 200


def write(version: Version) -> int:
    """Write what the clauses of a version cite; how many citations. Three queries, however long the law is.

    Clauses that were written anew lost theirs with them.
    """
    clauses = list(version.clauses.only("version", "text"))
    texts = [clause.text for clause in clauses]
    aliases = rules.called("\n".join(texts))
    names = references.short_names()
    found = {
        clause: rules.cited(clause.text, aliases=aliases, names=names) for clause in clauses if clause.text
    }
    works = references.works_by_key({one.key for cited in found.values() for one in cited if one.key})
    rows = [row for clause, cited in found.items() for row in _rows(clause, cited, works, version.work)]
    Citation.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _rows(
    clause: Clause, cited: Iterable[rules.Cited], works: Mapping[str, Work], own: Work
) -> list[Citation]:
    """One for each clause that is cited, with the words of the first place."""
    rows: dict[tuple[str, str], Citation] = {}
    for one in cited:
        quote = clause.text[one.start : one.end][:_SHOWN]
        target = works.get(one.key) if one.key else own
        if target == own and not one.addresses:
            continue  # a text that names itself
        for address in one.addresses or ("",):
            row = Citation(
                clause=clause, quote=quote, key=one.key[:200], target=target, target_address=address
            )
            rows.setdefault((row.key, address), row)
    return list(rows.values())[:MOST_OF_A_CLAUSE]


def link(work: Work) -> int:
    """Citations that name the work now lead to it; how many. Called when a work comes in."""
    keys = {key for key, found in references.works_by_key(references.keys_of(work)).items() if found == work}
    return Citation.objects.filter(target=None, key__in=keys).update(target=work)
