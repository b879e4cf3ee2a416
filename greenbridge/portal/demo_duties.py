"""The compliance calendar of the demo world (演示数据): the dye works has said what it is, and has done one thing already."""

import datetime as dt
from typing import TYPE_CHECKING

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.library.duties import queries, services
from greenbridge.reference.models import Industry

if TYPE_CHECKING:
    from greenbridge.portal.demo import Seeder

COMPANY = "青溪染整"
INDUSTRY = "C1713"
PERMIT_ENDS_IN = 85  # days: the renewal is due within a month
PLAN_FILED = 1000  # days ago: three years are nearly over


def seed(world: "Seeder") -> None:
    """Supervised closely for its waste water, less closely for its waste."""
    body, today = Organisation.objects.get(name__startswith=COMPANY), clock.today()
    owner = body.members.earliest("pk")
    profile = services.keep_profile(
        body,
        editor=owner,
        industry=Industry.objects.get(pk=INDUSTRY),
        region=body.region,
        permit="permit-key",
        waste="waste-simple",
        traits=["tax", "solid", "plan", "audit", "disclosure"],
        permit_expires_on=today + dt.timedelta(days=PERMIT_ENDS_IN),
        plan_filed_on=today - dt.timedelta(days=PLAN_FILED),
    )
    first = queries.calendar_of(profile).items[0]
    services.mark(profile, first.duty, first.due.period, is_done=True, editor=owner)
