"""Records of one body: a second record of a supplier, as a list brings it in, and one that was merged."""

from greenbridge.accounts.models import Organisation, User
from greenbridge.core import clock
from greenbridge.suppliers.merging import finding, queries, services
from greenbridge.suppliers.models import Likeness, Merge, Supplier
from greenbridge.testing.cast import accounts, suppliers
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.mould import first


def twin(of: Supplier, number: int = 0) -> Supplier:
    """A record under another code and the same name, listed and unclaimed; ``number`` tells several apart."""
    body = of.organisation
    again = Organisation.objects.create(
        credit_code=code(9000 + 100 * number + body.pk), name=body.name, region=body.region, address="旧路1号"
    )
    listed = {"status": Supplier.Status.LISTED, "listed_at": clock.now(), "updated_at": clock.now()}
    return Supplier.objects.create(organisation=again, **listed)


def likeness(of: Supplier, number: int = 0) -> Likeness:
    """The record and a second one of the same name, waiting for an officer."""
    second = twin(of, number)
    finding.find()
    return Likeness.objects.get(first=of, second=second)


@first
def pair() -> Likeness:
    """The lab, and a second record of it that a list brought in, with the officer of its province."""
    accounts.officer("32")
    return likeness(suppliers.lab())


def merge(pair: Likeness, by: User, *, survivor: Supplier | None = None, version: str | None = None) -> Merge:
    """The pair made one by an officer; the first record survives unless another one is named."""
    return services.merge(
        pair,
        survivor or pair.first,
        reason="营业执照载明同一家。",
        version=queries.version_of(pair) if version is None else version,
        officer=by,
    )
