"""Hosts of their own for the faults of a crowd: network namespaces on one bridge, each with an address."""

import os
import subprocess
from dataclasses import dataclass

_NET = "10.77.0"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass(frozen=True, slots=True)
class Host:
    """One namespace; its end of the cable is at the switch."""

    name: str
    address: str

    def words(self, *program: str) -> list[str]:
        """The program as it is started on this host."""
        return ["ip", "netns", "exec", self.name, *program]

    def plug(self, up: bool) -> None:
        """Pull the cable out, or put it in again."""
        _ip("-n", _switch(), "link", "set", f"p{self.address.rpartition('.')[2]}", "up" if up else "down")


def _switch() -> str:
    return f"jn{os.getpid()}-switch"


def build(names: dict[str, int]) -> dict[str, Host]:
    """A switch, and a host for each name with that last number in its address."""
    switch = _switch()
    _ip("netns", "add", switch)
    _ip("-n", switch, "link", "add", "br0", "type", "bridge")
    _ip("-n", switch, "link", "set", "br0", "up")
    hosts = {}
    for name, number in names.items():
        host = Host(f"jn{os.getpid()}-{name}", f"{_NET}.{number}")
        _ip("netns", "add", host.name)
        _ip(
            "-n",
            switch,
            "link",
            "add",
            f"p{number}",
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            host.name,
        )
        _ip("-n", switch, "link", "set", f"p{number}", "master", "br0", "up")
        _ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", "eth0")
        _ip("-n", host.name, "link", "set", "eth0", "up")
        _ip("-n", host.name, "link", "set", "lo", "up")
        hosts[name] = host
    return hosts


def tear_down(hosts: dict[str, Host]) -> None:
    """Remove them all; what still runs in them is ended by its owner first."""
    for name in (*(host.name for host in hosts.values()), _switch()):
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
