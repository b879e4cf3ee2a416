"""Telling a buyer's people what was decided."""

from greenbridge.accounts.models import Organisation
from greenbridge.messaging import services as messaging


def tell_buyer(buyer: Organisation, text: str, *, link: str) -> None:
    for person in buyer.members.filter(is_active=True):
        messaging.send(person, text, link=link)
