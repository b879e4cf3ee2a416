"""Which addresses are one place, for limits."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core.origin import origin


@given(st.ip_addresses(v=4).map(str))
def test_an_ipv4_address_is_a_place_by_itself_however_it_is_written(address: str) -> None:
    assert origin(address) == origin(f"::ffff:{address}") == address


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1), st.integers(0, 127))
def test_of_an_ipv6_address_the_first_half_counts(
    address: ipaddress.IPv6Address, rest: int, bit: int
) -> None:
    if not int(address) >> 64:
        return  # where IPv4 addresses live
    neighbour = ipaddress.IPv6Address(int(address) >> 64 << 64 | rest)
    elsewhere = ipaddress.IPv6Address(int(address) ^ 1 << bit)

    assert origin(str(neighbour)) == origin(str(address))
    if not elsewhere.ipv4_mapped:
        assert (origin(str(elsewhere)) == origin(str(address))) == (bit < 64)


@pytest.mark.parametrize("address", [None, "", "unknown"])
def test_what_is_no_address_stays_as_it_is(address: str | None) -> None:
    assert origin(address) == address
