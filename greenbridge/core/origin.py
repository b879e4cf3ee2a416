"""Where a request comes from, as far as limits are concerned."""

import ipaddress

HOUSEHOLD = 64  # bits of an IPv6 address that say whose network it is; the rest one chooses as one likes


def origin(address: str | None) -> str | None:
    """What counts as one place: an IPv4 address, or the network of an IPv6 address. What is neither stays as it is.

    For counting and limits only; the trail keeps the address itself.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, HOUSEHOLD), strict=False).network_address)
