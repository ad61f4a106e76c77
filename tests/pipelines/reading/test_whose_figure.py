"""Which number in a text is of which thing: by the grammar of reports, each construction with what it is not."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))


def figures(text: str, key: str) -> set[float]:
    """The values that are read of one commitment."""
    report = Report("https://www.cqrb.cn/a", "x", "", text, parse_when("2024-05-06"))
    found = {match.commitment: match for match in READER.read(report).matches}
    return {reading.value for reading in found[key].readings} if key in found else set()


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("重庆科学会堂主体结构完工。钢结构安装已完成85%，预计明年投用。", "B22", {85}),
        ("金凤实验室昨日迎来成立三周年。三年间，引进人才430名，产出成果76项。", "B07", {430, 76}),
        ("重庆西永综保区开局良好。前4个月实现进出口总值1532亿元。", "B32", {1532e8}),
        ("重庆环大学创新生态圈提速。全市已布局17个，累计入驻企业3400家。", "A23", {17, 3400}),
        ("广阳湾智创生态城交出答卷。去年实施重点项目47个。完成投资218亿元。", "A03", {47, 218e8}),
        ("重庆科学会堂建设加快。记者从施工方获悉，幕墙安装已完成七成。", "B22", {70}),
        ("重庆知识价值信用贷款更快了。\n申请只需三步。\n据统计，全市已累计放款310亿元。", "A26", {310e8}),
    ],
    ids=[
        "no pointer",
        "time first",
        "measure first",
        "verb first",
        "two sentences on",
        "teller",
        "paragraphs on",
    ],
)
def test_sentences_without_a_subject_go_on_about_the_name(text: str, key: str, values: set[float]) -> None:
    assert figures(text, key) == values


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("重庆大学科学中心开工。同日，投资85亿元的芯片项目在璧山落地，占地600亩。", "B09"),
        ("科学大道通车。附近的商业综合体总建筑面积31万平方米。", "B21"),
        ("金凤实验室举行年会。某大学附属医院今年新增床位800张。", "B07"),
        ("某公司把总部迁到重庆科学谷。去年，公司员工达到2100人。", "B02"),
        ("重庆知识价值信用贷款更快了。\n一家企业说，拿到贷款260万元。", "A26"),
    ],
    ids=["same day", "nearby", "another body", "a company", "one case"],
)
def test_a_new_subject_takes_the_figures_over(text: str, key: str) -> None:
    assert figures(text, key) == set()


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("重庆完成10个全国重点实验室的重组，新建3个，总数达到13个。", "A09", {10, 3, 13}),
        ("今年前三季度重庆新增科技型企业7520家，累计达到3.4万家。", "A18", {7520, 34000}),
        ("重庆高新技术企业从2020年的4222家增长到去年的8127家。", "A19", {4222, 8127}),
    ],
    ids=["new and all", "so far", "moved"],
)
def test_a_count_without_a_noun_counts_what_was_counted_last(text: str, key: str, values: set[float]) -> None:
    assert figures(text, key) == values


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("去年，重庆科技型企业、高新技术企业总量双双攀高，达到6.8万家、8800家。", {68000}, {8800}),
        ("重庆科技型企业6.8万家、高新技术企业8800家，同比增长15.2%、9.6%。", {68000, 15.2}, {8800, 9.6}),
        ("今年，重庆计划净增科技型企业7000家、高新技术企业900家。", {7000}, {900}),
        ("重庆新增科技型企业和高新技术企业分别为1.2万家和900家。", {12000}, {900}),
        ("重庆科技型企业、高新技术企业贷款余额月均增速分别达36.2%和20.3%。", set(), set()),
    ],
    ids=["ranks without 分别", "growth by rank", "one verb for all", "分别", "of an attribute"],
)
def test_lists_give_each_name_the_figure_at_its_own_place(
    text: str, first: set[float], second: set[float]
) -> None:
    assert (figures(text, "A18"), figures(text, "A19")) == (first, second)


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("记者获悉，总投资47亿元的重庆科学会堂昨日完成主体封顶。", "B22", {47e8}),
        ("重庆日前新认定9个“环大学创新生态圈”。", "A23", {9}),
        ("重庆率先推出2.3亿元的“重科英才”引育基金。", "C23", {2.3e8}),
        ("第四批专精特新“小巨人”名单公示，重庆61家企业上榜。", "C20", {61}),
        ("依托知识价值信用贷款，重庆去年有6210家科技型企业获得银行贷款118亿元。", "A26", {6210, 118e8}),
    ],
    ids=["attribute", "count before", "sum before", "list is out", "by its means"],
)
def test_a_figure_may_stand_before_the_name_or_in_what_is_done_by_it(
    text: str, key: str, values: set[float]
) -> None:
    assert figures(text, key) == values


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("新校区距重庆科学会堂3.4公里，占地220亩。", "B22"),
        ("大会在重庆科学会堂举行，现场签约项目42个、金额280亿元。", "B22"),
        ("从科学大道出发，12公里外就是占地900亩的重庆智能制造园。", "B21"),
        ("重庆西永综保区内，总投资60亿元的笔电项目达产，年产笔电2000万台。", "B32"),
        ("重庆大学城新添一座图书馆，馆藏图书120万册，总投资5亿元。", "B01"),
        ("总投资12亿元的光谷广场紧邻重庆科学谷，建筑面积9万平方米。", "B02"),
    ],
    ids=["away from", "held in", "from", "inside", "presented", "beside"],
)
def test_a_name_that_is_only_where_something_stands_has_none_of_its_figures(text: str, key: str) -> None:
    assert figures(text, key) == set()


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("重庆有全国重点实验室12个，国家工程研究中心9个，国家企业技术中心52家。", "A09", {12}),
        ("重庆西永综保区进出口2403亿元；两路果园港综保区进出口1730亿元。", "B32", {2403e8}),
        (
            "两江协同创新区已落地研发机构71家，孵化科技型企业520家，获得授权专利1800件。",
            "A02",
            {71, 520, 1800},
        ),
        ("重庆科技型企业达6.3万家，其中两江新区2100家。", "A18", {63000}),
    ],
    ids=["enumeration", "another of the kind", "brought forth", "a part elsewhere"],
)
def test_each_thing_listed_keeps_its_own_count(text: str, key: str, values: set[float]) -> None:
    assert figures(text, key) == values


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("永川区2023年政府工作报告\n新增高新技术企业52家、科技型企业361家。", "A19"),
        ("江津区新认定科技型企业288家，新增市级孵化器3个。", "A24"),
        ("靠着一笔120万元的知识价值信用贷款，重庆企业家刘峰渡过难关。", "A26"),
        ("重庆有2家科技企业孵化器未达到在孵企业不少于30家的考核要求。", "A24"),
    ],
    ids=["its report", "a rank is no place", "one loan", "a requirement"],
)
def test_a_districts_count_and_a_single_case_are_no_count_of_the_city(text: str, key: str) -> None:
    assert figures(text, key) <= {2}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("重庆新增,311家科技型企业。", {311}),
        ("重庆科技型企业达63,218家。", {63218}),
        ("重庆科技型企业总数突破6万。", {60000}),
    ],
    ids=["no thousands", "thousands", "no unit"],
)
def test_numbers_are_cut_and_rounded_as_people_write_them(text: str, values: set[float]) -> None:
    assert figures(text, "A18") == values


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("成渝地区双城经济圈现有科技企业孵化器112家，其中重庆部分41家。", "A24", {41}),
        ("成渝地区双城经济圈建设提速，重庆现有科技企业孵化器112家。", "A24", {112}),
        ("西部科学城共签约项目210个，其中重庆部分90个。", "A01", {90}),
        ("西部（重庆）科学城共签约项目210个，其中总部型90个。", "A01", {210, 90}),
        ("重庆新认定科技企业孵化器14家，每家奖励50万元。", "A24", {14}),
        ("重庆知识价值信用贷款累计发放480亿元，户均297万元。", "A26", {480e8, 297e4}),
        ("科学谷商业街开街，60家餐饮店试营业。", "B02", set()),
        ("全市净增高新技术企业1183家，总数到了7565家。", "A19", {1183, 7565}),
        ("我市15个环大学创新生态圈入驻企业5200家，投用面积218万平方米。", "A23", {15, 5200, 2180000}),
        ("重庆高新区给327个在建项目配了“全生命周期”服务专员，办结企业诉求1106件。", "B30", {327, 1106}),
    ],
    ids=[
        "home's part",
        "a strategy's name",
        "home's part of both",
        "a part by kind",
        "to each",
        "an average",
        "a street in it",
        "colloquial",
        "what the counted hold",
        "what was served",
    ],
)
def test_the_whole_is_counted_not_its_cases_nor_more_than_it(text: str, key: str, values: set[float]) -> None:
    assert figures(text, key) == values
