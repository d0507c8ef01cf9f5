"""Where a message for a machine may go: to the internet, and to the networks the settings name.

Who may enter an address must not thereby reach what only this machine can reach: itself, its neighbours, the cloud's
own services. So a name is resolved once, every address it has is looked at, and the connection goes to an address
that was looked at — a name that answers differently a moment later changes nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings

from shouwen.kernel.notices.channels.outgoing import NotDelivered, Undeliverable

IpAddress = IPv4Address | IPv6Address
_INTERNET: Final = IPv6Network("2000::/3")  # all that is given out; what lies beyond embeds or stays within


def addresses_of(host: str, port: int) -> list[IpAddress]:
    """The addresses of ``host``, in the order they should be tried.

    Raises NotDelivered when it has none at the moment, Undeliverable when one of them is not for us to reach.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotDelivered("the receiver's name has no address") from unknown
    found = list(dict.fromkeys(_plain(str(answer[4][0])) for answer in answers))
    if not found or not all(may_reach(address) for address in found):
        raise Undeliverable("the receiver's address is not one that may be reached (SHOUWEN_WEBHOOK_NETWORKS)")
    return found


def may_reach(address: IpAddress) -> bool:
    """Whether it is a public address, or in one of ``settings.WEBHOOK_NETWORKS``."""
    return is_public(address) or any(address in network for network in settings.WEBHOOK_NETWORKS)


def is_public(address: IpAddress) -> bool:
    """Whether it belongs to one machine somewhere on the internet, and to none nearby."""
    if isinstance(address, IPv6Address) and (address not in _INTERNET or address.sixtofour is not None):
        return False
    return address.is_global and not address.is_multicast


def _plain(text: str) -> IpAddress:
    """The address without its interface; an IPv4 address dressed as IPv6 is itself."""
    address = ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
