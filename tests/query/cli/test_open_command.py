"""`jiannuo open`: addresses of our pages, and of pages in the press that may be opened."""

import json
from pathlib import Path

import pytest
from jiannuo_tests_forge import ingested, run

from jiannuo.config.settings import Settings
from jiannuo.errors import InputError
from query.addresses import page_address, web_address

REPORT = {
    "url": "http://a.example/1?a=1&b=%E9%87%91",
    "title": "金凤实验室投用",
    "published": "2022-06-26",
    "text": "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested(tmp_path_factory.mktemp("open"), [REPORT], "database: sqlite:///db\nweb: {port: 9}\n")


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ([], "http://127.0.0.1:9/"),
        (["金凤实验室"], "http://127.0.0.1:9/commitments/B07"),
        (["b07", "--english"], "http://127.0.0.1:9/commitments/B07?lang=en"),
        (["1"], "http://127.0.0.1:9/reports/1"),
        ([REPORT["url"]], "http://127.0.0.1:9/reports/1"),
        (["1", "--original"], REPORT["url"]),
        (["B07", "--original"], REPORT["url"]),
    ],
    ids=["board", "name", "english", "number", "address", "original", "newest evidence"],
)
def test_the_address_is_printed_where_no_terminal_is(home: Path, words: list[str], address: str) -> None:
    done = run(["open", *words], home)
    assert (done.returncode, done.stdout) == (0, address + "\n")
    assert json.loads(run(["open", *words, "--json"], home).stdout) == {"address": address}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["999"], "jiannuo search"),
        (["A99"], "register list"),
        (["A01", "--original"], "jiannuo open A01"),
        (["--original"], "name a commitment"),
    ],
    ids=["report", "commitment", "no evidence", "board"],
)
def test_what_is_not_there_is_refused_in_one_line(home: Path, words: list[str], says: str) -> None:
    done = run(["open", *words], home)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert says in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript://a.example/%0aalert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://a.example/",
        "//a.example/",
        "http:///no-host",
        "http://bank.example@evil.example/",
        "http://[::1/",
        "http://a.example/\x1b]0;x\x07",
        "http://a.example/ --incognito",
        'http://a.example/";touch x;"',
        "http://a.example/`touch x`",
        "http://a.example/\u202egpj.exe",
        "-remote",
        "",
    ],
)
def test_an_address_that_is_not_plainly_of_the_web_is_never_opened(address: str) -> None:
    with pytest.raises(InputError, match=r"^no address .*jiannuo open REPORT$") as refused:
        web_address(address)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("address", ["http://a.example/x?y=1#z", "https://甲.example/金凤_1.html"])
def test_an_address_of_the_web_is_opened_as_it_is(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("web", "address"),
    [
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8107/"),
        ({"host": "::"}, "http://[::1]:8107/"),
        ({"public_url": "https://jn.example/x/"}, "https://jn.example/x/"),
    ],
)
def test_pages_are_opened_where_people_reach_them(web: dict[str, str], address: str) -> None:
    settings = Settings.model_validate({"web": web})
    assert page_address(settings.web, "/") == address
