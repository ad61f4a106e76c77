"""Dates, credits and bylines in every shape that Chinese pages print them."""

from datetime import UTC, date, datetime

import pytest

from crawler.extraction.credit import credited, outlet_name
from crawler.extraction.dates import read_date, read_url_date
from crawler.extraction.people import authors_in, editor_in, people_only

NOW = datetime(2024, 1, 10, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2019-12-10 07:57:40", "2019-12-10T07:57:40+08:00"),
        ("2019年06月15日08:18\xa0\xa0来源：", "2019-06-15T08:18:00+08:00"),
        ("2023年02月22日12:45 | 来源", "2023-02-22T12:45:00+08:00"),
        ("2016/5/23 10:20:30", "2016-05-23T10:20:30+08:00"),
        ("2018-March-17T07:00:22+08:00", "2018-03-17T07:00:22+08:00"),
        ("2019-06-25 15：02：33", "2019-06-25T15:02:33+08:00"),
        ("2007-08-20-23:59:59", "2007-08-20T23:59:59+08:00"),
        ("2023 11 / 17 20:52:15", "2023-11-17T20:52:15+08:00"),
        ("18-03-08 23:16", "2018-03-08T23:16:00+08:00"),
        ("2019-09-07T05:43:45Z", "2019-09-07T13:43:45+08:00"),
        ("1567838625000", "2019-09-07T14:43:45+08:00"),
        ("1567838625", "2019-09-07T14:43:45+08:00"),
        ("最后更新: 2019-09-08 09:27:48 发布 2019-09-07 08:00", "2019-09-07T08:00:00+08:00"),
        ("最后更新: 2019-09-08 09:27:48", "2019-09-08T09:27:48+08:00"),
        ("2023年2月15日 星期三 09:30", "2023-02-15T09:30:00+08:00"),
    ],
)
def test_a_moment_is_read_in_china_time(printed: str, iso: str) -> None:
    when = read_date(printed, NOW)
    assert when is not None
    assert when.moment is not None
    assert when.moment.isoformat() == iso


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("二〇二三年十二月二十一日", date(2023, 12, 21)),
        ("(03-22)", date(2023, 3, 22)),
        ("昨天", date(2024, 1, 9)),
        ("13小时前", date(2024, 1, 9)),
        ("2024-01-10 23:00", date(2024, 1, 10)),
    ],
)
def test_a_day_is_read_where_no_moment_is_known(printed: str, day: date) -> None:
    when = read_date(printed, NOW)
    assert when is not None
    assert (when.day, when.moment) == (day, None)


def test_words_like_yesterday_mean_nothing_when_the_time_of_reading_is_unknown() -> None:
    assert read_date("昨天 3小时前", NOW, relative=False) is None


def test_a_date_without_year_takes_the_year_of_the_nearest_known_day() -> None:
    when = read_date("03-22 08:22:08", NOW, near=[date(2019, 3, 22)])
    assert when is not None
    assert when.day == date(2019, 3, 22)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://kjj.cq.gov.cn/a/202306/t20230616_1.html", date(2023, 6, 16)),
        ("https://a.cn/2023-06/16/content_1.htm", date(2023, 6, 16)),
        ("https://a.cn/news/20231117/c.html", date(2023, 11, 17)),
        ("https://a.cn/x/2030-06-16/1.html", None),
        ("https://a.cn/x/123456789.html", None),
    ],
)
def test_an_address_spells_a_day(url: str, day: date | None) -> None:
    when = read_url_date(url, NOW)
    assert (when.day if when else None) == day


@pytest.mark.parametrize(
    ("printed", "outlet"),
    [
        ("来源：重庆日报", "重庆日报"),
        ("来源:华龙网-重庆晨报2020-09-14", "华龙网-重庆晨报"),
        ("来源:华龙网—重庆晨报2018-01-26", "华龙网—重庆晨报"),
        ("来源:光明网2020-04-02 10:37", "光明网"),
        ("信息来源：两江新区管委会", "两江新区管委会"),
        ("来自: 日期:2025-09-19", None),
        ("来自: 市科技局 日期:2025-09-19", "市科技局"),
        ("发布时间： 2019-06-19 08:33:16  |  来源： 人民政协报  |  作者： 孙金城", "人民政协报"),
        ("2024-05-01 丨 来源：北京日报 丨 责任编辑：杨海干", "北京日报"),
        ("来源：重庆发布", "重庆发布"),
        ("来源: | 发布时间: 2018-05-17", None),
        ("来源：人民网－重庆频道", "人民网－重庆频道"),
        ("来源：上游新闻·重庆晨报作者：周芹", "上游新闻·重庆晨报"),
        ("来源：Science Daily 2020-01-01", "Science Daily"),
        ("财政资金来源广泛，收入来源稳定。", None),
    ],
)
def test_the_credited_outlet_is_what_stands_behind_its_label(printed: str, outlet: str | None) -> None:
    assert credited(printed) == outlet


@pytest.mark.parametrize("value", ["104363", "http://a.cn", "第02版:综合", "字号", ""])
def test_what_is_no_name_is_no_outlet(value: str) -> None:
    assert outlet_name(value) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报讯 (记者 张亦青)4月1日，重庆日报记者从市科技局获悉", ("张亦青",)),
        ("重庆日报记者 李珩 崔力 摄影报道", ("李珩", "崔力")),
        ("华龙网-新重庆客户端9月4日18时30分讯(记者 陈星)", ("陈星",)),
        ("中新网重庆1月22日电 (梁钦青)", ("梁钦青",)),
        ("新华社巴黎12月9日电（记者唐霁）", ("唐霁",)),
        ("新华社北京11月17日电 记者17日从国家卫生健康委获悉", ()),
        ("光明日报记者 张国盛 光明日报通讯员 赵深严", ("张国盛", "赵深严")),
        ("石佳/中国青年报", ("石佳",)),
        ("记者今日获悉，项目进展顺利。", ()),
        ("（记者陈智整理）", ("陈智",)),
    ],
)
def test_a_byline_names_people(line: str, names: tuple[str, ...]) -> None:
    assert authors_in([line]) == names


@pytest.mark.parametrize("value", ["104363", "chinanews", "name, email@gmail.com", "重庆日报", "未知", ""])
def test_numbers_placeholders_and_outlets_are_no_authors(value: str) -> None:
    assert people_only(value) == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("(责编：汤诗远、丁滔)", "汤诗远、丁滔"),
        ("【责任编辑:张樵苏 】", "张樵苏"),
        ("【编辑:陈海风】", "陈海风"),
        ("编辑：王家楠 责任编辑：刘亮平", "刘亮平"),
        ("责任编辑：杨倩_NF4425", "杨倩"),
        ("编辑部：一楼", None),
    ],
)
def test_the_editor_is_named_by_a_label(line: str, name: str | None) -> None:
    assert editor_in([line]) == name
