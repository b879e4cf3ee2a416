"""Who reads the notes on a body, and which there are."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.suppliers.models import ListingReview, Note, Supplier
from greenbridge.suppliers.queries import in_charge_of


def open_to(officer: User) -> QuerySet[Supplier]:
    """Bodies on which the officer may decide: of the own province, or overdue elsewhere and shown to the leading one.

    Not the officer's own body, and no draft that nobody has asked to look at.
    """
    overdue = ListingReview.objects.visible_to(officer).waiting().values("supplier")
    rows = Supplier.objects.filter(in_charge_of(officer, "organisation") | Q(pk__in=overdue))
    asked = Q(pk__in=ListingReview.objects.values("supplier"))
    rows = rows.filter(~Q(status=Supplier.Status.DRAFT) | asked).exclude(organisation__members=officer)
    return rows.select_related("organisation__region")


def on(supplier: Supplier) -> QuerySet[Note]:
    """The latest first."""
    return supplier.notes.select_related("written_by", "colleague")


def shown_to(user: object, supplier: Supplier) -> list[Note] | None:
    """None to whom there are no notes at all."""
    if not isinstance(user, User) or not user.is_officer:
        return None
    return list(on(supplier)) if open_to(user).filter(pk=supplier.pk).exists() else None


def colleagues_of(officer: User, supplier: Supplier) -> QuerySet[User]:
    """Who may be asked to look: the other officers of the association in charge."""
    known = officers_of(association_for(supplier.organisation.region))
    keys = [one.pk for one in known if one != officer]
    return User.objects.filter(pk__in=keys).exclude(memberships__organisation=supplier.organisation_id)


def page_of(supplier: Supplier) -> str:
    return reverse("notes:list", args=[supplier.code])
