"""What people report of records."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.suppliers.feedback import services
from greenbridge.suppliers.models import Feedback, Supplier
from greenbridge.testing.cast import accounts, demands


def feedback(about: Supplier, *, by: User | None = None, **facts: Any) -> Feedback:
    """The buyer of 青溪染整 says that nobody answers the telephone."""
    usual = {"kind": "contact", "text": "登记的电话打不通，门口的牌子上是另一个号码。", "file": None}
    return services.report(about, reporter=by or accounts.owner_of(demands.dyer()), **usual | facts)
