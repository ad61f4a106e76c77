"""No spelling of a private address is fetched, and public ones are."""

from ipaddress import ip_address

import pytest

from crawler.failures import Blocked
from crawler.guard import Guard, is_public, literal

PRIVATE = [
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
    ),
    *("127.0.0.1.", "0", "0.0.0.0", "10.0.0.5", "10.5", "0x0a000005", "012.0.0.5", "167772165"),
    *(
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "0xc0a80101",
        "3232235777",
        "100.64.0.1",
        "169.254.169.254",
    ),
    *("0xa9fea9fe", "2852039166", "198.18.0.1", "192.0.0.1", "192.0.2.1", "203.0.113.9", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::ffff:10.0.0.5]", "[::ffff:a00:5]", "[::10.0.0.5]"),
    *(
        "[64:ff9b::10.0.0.5]",
        "[64:ff9b:1::a00:5]",
        "[2002:a00:5::1]",
        "[2001::1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
    ),
    *("[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[::ffff:127.0.0.1]"),
    *("１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "%31%32%37.0.0.1", "1０.0.0.5"),
]
PUBLIC = [
    "93.184.216.34",
    "1572395042",
    "0x5db8d822",
    "8.8.8.8",
    "[2606:2800:220:1::1]",
    "172.32.0.1",
    "100.128.0.1",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_known_in_every_spelling(host: str) -> None:
    with pytest.raises(Blocked):
        Guard().check_url(f"http://{host}/a")
    with pytest.raises(Blocked):
        Guard().check_url(f"http://www.good.example@{host}:80/a")


@pytest.mark.parametrize(
    "host", [*PUBLIC, "www.good.example", "1.example", "0x.example", "10.0.0.5.nip.example"]
)
def test_public_addresses_and_names_pass(host: str) -> None:
    Guard().check_url(f"https://{host}/a")


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://a.example/", "data:text/html,x", "gopher://a.example/", "http:///x"),
        *(
            "http://a.example:22/",
            "http://a.example:8080/",
            "https://a.example:6379/",
            "http://[1:2/",
            "http://:80/",
        ),
        *("http://a.example:99999/", "javascript:alert(1)", "s3://bucket/key", "//a.example/"),
    ],
)
def test_only_the_web_is_fetched(url: str) -> None:
    with pytest.raises(Blocked):
        Guard().check_url(url)


@pytest.mark.parametrize("address", [literal(host) for host in PRIVATE if not host.startswith("[::ffff")])
def test_a_connection_to_a_private_address_is_refused(address: object) -> None:
    with pytest.raises(Blocked):
        Guard().check_connect(str(address), 80)


def test_a_connection_is_refused_to_names_and_other_ports() -> None:
    Guard().check_connect("93.184.216.34", 443)
    for host, port in (("93.184.216.34", 25), ("a.example", 80)):
        with pytest.raises(Blocked):
            Guard().check_connect(host, port)


def test_what_the_operator_allows_is_open_and_nothing_beside_it() -> None:
    guard = Guard(ports=(80, 8080), allowed=("10.1.0.0/16", "intranet.example", "192.168.0.7"))
    guard.check_url("http://10.1.2.3:8080/")
    guard.check_connect("10.1.2.3", 8080)
    guard.check_connect("192.168.0.7", 80)
    with pytest.raises(Blocked):
        guard.check_connect("10.2.0.1", 80)
    with pytest.raises(Blocked):
        guard.check_connect("192.168.9.9", 80)
    assert guard.resolved("Intranet.example.", "192.168.9.9") == "192.168.9.9"
    guard.check_connect("192.168.9.9", 80)
    with pytest.raises(Blocked):
        guard.check_connect(guard.resolved("evil.example", "192.168.9.9"), 80)
    assert guard.resolved("www.example", "93.184.216.34") == "93.184.216.34"


def test_with_a_proxy_only_the_proxy_is_connected_to() -> None:
    guard = Guard(proxy="http://127.0.0.1:3128")
    guard.check_connect("127.0.0.1", 3128)
    for host, port in (("127.0.0.1", 80), ("93.184.216.34", 80), ("93.184.216.34", 3128)):
        with pytest.raises(Blocked):
            guard.check_connect(host, port)
    named = Guard(proxy="http://proxy.example:3128")
    assert named.resolved("proxy.example", "10.0.0.9") == "10.0.0.9"
    named.check_connect("10.0.0.9", 3128)


def test_addresses_that_carry_another_one_are_not_public() -> None:
    for text in ("64:ff9b::5db8:d822", "::ffff:93.184.216.34", "2002:5db8:d822::1"):
        assert not is_public(ip_address(text))
