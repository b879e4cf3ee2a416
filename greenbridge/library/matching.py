"""Which work, and which version of it, a document that comes in is."""

from django.db.models import Case, Q, When

from greenbridge.library import naming
from greenbridge.library.facts import Facts
from greenbridge.library.models import Version, Work


def work_of(facts: Facts) -> Work | None:
    """The work by its standard number, else by title, kind and region."""
    if facts.kind == Work.Kind.STANDARD and (bare := naming.standard_keys(facts.number)[0]):
        return Work.objects.filter(number_key=bare).first()
    key, region = naming.title_key(facts.title), facts.region or None
    return Work.objects.filter(title_key=key, kind=facts.kind, region=region).first()


def version_of(facts: Facts) -> Version | None:
    """The version that facts tell of, if the library has it."""
    work = work_of(facts)
    return version_in(work, facts) if work is not None else None


def version_in(work: Work, facts: Facts) -> Version | None:
    """The version that is meant: the edition of that number, the text of that day or of those words; where one source
    knows only the first day in force, the one that begins then. One that was set aside is meant by its very words alone:
    it does not come in again, and another text of its day may."""
    digest = naming.digest(facts.text)
    aside = work.versions.filter(standing=Version.Standing.ASIDE, digest=digest).exclude(digest="")
    return _meant(work, facts, digest) or aside.first()


def _meant(work: Work, facts: Facts, digest: str) -> Version | None:
    versions = work.versions.not_aside()
    if facts.kind == Work.Kind.STANDARD and (key := naming.standard_keys(facts.number)[1]):
        return versions.filter(number_key=key).first()
    meant = Q(dated_on=facts.dated_on)
    if facts.text:
        meant |= Q(digest=digest)
    if facts.effective_on is not None:
        begins = Q(effective_on=facts.effective_on)
        meant |= begins if facts.promulgated_on is None else begins & Q(promulgated_on=None)
    return versions.filter(meant).order_by(Case(When(dated_on=facts.dated_on, then=0), default=1)).first()


def is_same(version: Version, facts: Facts) -> bool:
    """Whether facts tell of the document of a version, whatever else they say: of a standard the edition, of a law the title."""
    if facts.kind == Work.Kind.STANDARD:
        return version.number_key == naming.document_key(facts.number)
    return naming.title_key(version.title) == naming.title_key(facts.title)
