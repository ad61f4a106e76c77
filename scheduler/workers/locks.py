"""Which outlets must not be crawled at one time: those that share a host, also by way of others."""

from collections.abc import Collection, Mapping


def host_locks(hosts: Mapping[str, Collection[str]]) -> dict[str, str]:
    """For each outlet the lock that its crawl takes: the first host, by name, of all that hang together.

    ``a`` on x and y, ``b`` on y and z: both take ``x``, so that no host of either is crawled twice at once. (One lock
    a crawl is what the queue has; several would have to be taken in one order by everybody, or wait for each other.)
    """
    first: dict[str, str] = {}

    def root(host: str) -> str:
        while first.setdefault(host, host) != host:
            host = first[host]
        return host

    for own in hosts.values():
        names = sorted({host.lower() for host in own})
        for other in names[1:]:
            one, two = sorted((root(names[0]), root(other)))
            first[two] = one
    return {
        outlet: root(min(host.lower() for host in own)) if own else outlet for outlet, own in hosts.items()
    }
