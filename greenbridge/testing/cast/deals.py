"""Where buyers and suppliers have met."""

from greenbridge.deals import services
from greenbridge.deals.models import Interest, Invitation
from greenbridge.demands.models import Demand
from greenbridge.suppliers.models import Supplier
from greenbridge.testing.cast import accounts


def invitation(demand: Demand, supplier: Supplier) -> Invitation:
    """The buyer has asked the supplier to look."""
    return services.invite(demand, supplier, buyer=accounts.owner_of(demand.buyer))


def interest(demand: Demand, supplier: Supplier) -> Interest:
    """The supplier has responded with the contact of its profile."""
    return services.express_interest(
        demand,
        supplier,
        member=accounts.owner_of(supplier.organisation),
        message="我们做过同类项目。",
        contact_name=supplier.contact_name,
        contact_phone=supplier.contact_phone,
    )
