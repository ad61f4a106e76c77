"""The credited original leads a story, else the earliest that can be relied on."""

from dataclasses import replace

from jiannuo.model.story import Member, lead

DAILY = Member(1, "云岭日报", "", "2024-03-02", standing=True)
RADIO = Member(2, "云岭广播", "", "2024-03-01", standing=True)


def test_without_credit_the_earliest_leads() -> None:
    assert lead([DAILY, RADIO]) == RADIO


def test_the_outlet_that_others_credit_leads_though_it_was_found_later() -> None:
    assert lead([DAILY, replace(RADIO, source="云岭日报")]) == DAILY
    assert (
        lead([replace(DAILY, outlet_title="云岭日报网"), replace(RADIO, source="云岭日报客户端")]).report_id
        == 1
    )


def test_crediting_oneself_is_no_credit() -> None:
    assert lead([replace(DAILY, source="云岭日报"), RADIO]) == RADIO


def test_a_copy_without_standing_never_leads() -> None:
    mirror = Member(3, "", "", "2024-02-01", standing=False)
    assert lead([mirror, DAILY]) == DAILY
    assert lead([mirror]) == mirror


def test_an_undated_report_never_leads_a_dated_one() -> None:
    assert lead([replace(RADIO, published=None), DAILY]) == DAILY
