"""No headline, name or address can add a header or a recipient, and subjects come out as they went in."""

import os
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.message import Letterhead, compose
from scheduler.render import Rendered
from scheduler.scrub import header, line, link

HEAD = Letterhead("news@sender.example", "践诺")
AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Precedence",
    "MIME-Version",
    "Content-Type",
]

FRAGMENTS = (
    ["=?UTF-8?Q?=0A?=", "=?utf-8?b?Cg==?=", "=?", "?=", "\r\n", "\n", "\x0b", "\x85", "\u2028", "\ud800"],
    ["\0", "\u202e", "Bcc: x@evil.example", "<x@evil.example>", ",", " ", "a" * 80, "超瞬态 实验 装置"],
)
nasty = st.text(max_size=200) | st.lists(
    st.sampled_from([fragment for row in FRAGMENTS for fragment in row]), max_size=12
).map("".join)


@settings(max_examples=int(os.environ.get("JIANNUO_HEADLINES", "600")), deadline=None)
@given(subject=nasty, name=nasty, text=nasty)
def test_whatever_a_headline_holds_headers_and_recipients_stay(subject: str, name: str, text: str) -> None:
    safe = text.encode("utf-8", "replace").decode("utf-8")
    rendered = Rendered(subject, f"<p>{line(safe)}</p>\n", f"{line(safe)}\n")

    mail = compose(rendered, HEAD, "a@example.org", name, "1/x", AT)

    parsed = BytesParser(policy=policy.default).parsebytes(mail.data)
    assert parsed.keys() == NAMES
    assert [address.addr_spec for address in parsed["To"].addresses] == ["a@example.org"]
    assert parsed["Subject"] == header(subject)
    assert b"\n" not in mail.data.replace(b"\r\n", b"")
    assert mail.data.isascii()
    # A reader of the older kind sees the same headers.
    assert BytesParser(policy=policy.compat32).parsebytes(mail.data).keys() == NAMES


@pytest.mark.parametrize(
    "subject",
    [
        "践诺｜超瞬态实验装置：在建 → 建成，另 3 项（11月24日）",
        "践诺｜西部（重庆）科学城 金凤实验室 卓越工程师学院 与 五个 重点 实验 平台 又见 佐证（11月24日）",
        "jiannuo: Ultrafast Transient Experimental Facility under construction → completed (2026-11-24)",
        "plain ascii",
        "𠮷野家 𝒳 emoji 🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄🚄",
    ],
)
def test_long_subjects_with_spaces_round_trip_exactly(subject: str) -> None:
    mail = compose(Rendered(subject, "<p>x</p>", "x\n"), HEAD, "a@example.org", "", "1/x", AT)

    assert BytesParser(policy=policy.default).parsebytes(mail.data)["Subject"] == subject
    assert max(len(row) for row in mail.data.split(b"\r\n")) <= 78


def test_the_same_digest_always_makes_the_same_bytes() -> None:
    rendered = Rendered("题", "<p>x</p>", "x\n")

    first = compose(rendered, HEAD, "a@example.org", "", "1/x", AT)
    second = compose(rendered, HEAD, "a@example.org", "", "1/x", AT)
    other = compose(rendered, HEAD, "b@example.org", "", "1/x", AT)

    assert first == second
    assert first.message_id != other.message_id


def test_every_mail_says_that_it_is_bulk_and_automatic() -> None:
    mail = compose(Rendered("题", "<p>x</p>", "x\n"), HEAD, "a@example.org", "李明", "1/x", AT)

    parsed = BytesParser(policy=policy.default).parsebytes(mail.data)
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Precedence"] == "bulk"
    assert parsed["List-Id"] == "<digest.jiannuo.sender.example>"
    assert parsed["Date"].datetime == AT
    assert parsed["To"].addresses[0].display_name == "李明"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in parsed.iter_parts()} == {"base64"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/x",
        "http://",
        "http://a@evil.example/",
        'http://x.example/"onmouseover="x',
        "http://x.example/\r\nBcc: y",
        "http://x.example/ y",
        "http://[::1",
        "",
    ],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert link(url) is None


def test_a_web_address_stays_as_it_is() -> None:
    assert link("https://news.example/a/2026/1.html?x=1&y=2") == "https://news.example/a/2026/1.html?x=1&y=2"


def test_the_one_click_of_rfc_8058_is_announced_over_https_only() -> None:
    rendered = Rendered("题", "<p>x</p>", "x\n")
    page = "https://promises.example/unsubscribe/" + "k" * 110

    mail = compose(rendered, HEAD, "a@example.org", "", "1/x", AT, unsubscribe=page)
    plain = compose(rendered, HEAD, "a@example.org", "", "1/x", AT, unsubscribe=page.replace("https", "http"))

    parsed = BytesParser(policy=policy.compat32).parsebytes(mail.data)
    both = " ".join(str(parsed["List-Unsubscribe"]).split())
    assert both == f"<{page}>, <mailto:news@sender.example?subject=unsubscribe>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"List-Unsubscribe-Post" not in plain.data
