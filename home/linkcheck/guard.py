"""Connections that never lead into a private network, whatever a page, a redirect or DNS says.

The address is checked on the connection itself, after the name was resolved and before anything is
sent: a check of the name alone can be answered with one address and used with another.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any
from urllib.request import getproxies

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Allowed = Callable[[str], bool]
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address in the last 32 bits

UNSURE = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b:1::/48", "fec0::/10")))


class PrivateAddress(Exception):
    """The connection would lead into a private network."""


def is_public(address: str) -> bool:
    """Say whether an IP address is on the open internet."""
    ip: Any = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        ip = ip.ipv4_mapped or ip
    if ip.version == 6 and ip in NAT64:
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.version == 6 and (ip.sixtofour or ip.teredo or any(ip in net for net in UNSURE)):
        return False  # they may carry any IPv4 address
    return bool(ip.is_global and not ip.is_multicast)


def _guarded(base: type, is_allowed: Allowed) -> type:
    """Return a connection class that asks who is at the other end before it is used."""

    class Guarded(base):
        def _new_conn(self) -> socket.socket:
            connection: socket.socket = super()._new_conn()
            address = connection.getpeername()[0]
            if not is_allowed(address):
                connection.close()
                raise PrivateAddress(address)
            return connection

    return Guarded


class GuardedAdapter(HTTPAdapter):
    """An adapter whose connections are guarded."""

    def __init__(self, is_allowed: Allowed) -> None:
        self.is_allowed = is_allowed
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use pools of guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        kinds = {
            "http": (HTTPConnectionPool, HTTPConnection),
            "https": (HTTPSConnectionPool, HTTPSConnection),
        }
        self.poolmanager.pool_classes_by_scheme = {
            scheme: type(
                f"Guarded{pool.__name__}",
                (pool,),
                {"ConnectionCls": _guarded(connection, self.is_allowed)},
            )
            for scheme, (pool, connection) in kinds.items()
        }


def guarded_session(is_allowed: Allowed = is_public) -> requests.Session:
    """Return a session that visits the open internet only, without anybody's passwords.

    Behind a proxy (`HTTP_PROXY`, `HTTPS_PROXY`) it is the proxy that resolves names and decides.
    """
    session = requests.Session()
    session.trust_env = False  # no .netrc
    proxies = {name: url for name, url in getproxies().items() if name in ("http", "https")}
    session.proxies = proxies
    for scheme in ("http", "https"):
        if scheme not in proxies:
            session.mount(f"{scheme}://", GuardedAdapter(is_allowed))
    return session
