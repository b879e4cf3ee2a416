"""Reads about people and bodies."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from greenbridge.accounts.models import Association, Organisation, Role, User
from greenbridge.reference.models import Region


def association_for(region: Region) -> Association:
    """The association of the region's province; the leading one for bodies from elsewhere."""
    own = Association.objects.filter(province__code=region.province_code).first()
    return own or Association.objects.get(leads=True)


def officers_of(association: Association) -> list[User]:
    return list(
        User.objects.filter(grants__role=Role.OFFICER, grants__association=association, is_active=True)
    )


def entry_link(user: User) -> str:
    """The path of a one-time page on which a new member of staff chooses a password. Dies with its first use."""
    return reverse(
        "accounts:enter",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
    )


def members_of(organisation: Organisation) -> list[User]:
    """Everyone who acts for the body, the owner first."""
    return list(
        User.objects.filter(memberships__organisation=organisation).order_by("-memberships__role", "pk")
    )
