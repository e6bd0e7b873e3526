"""Reports with words, printed as offices print them, and what one rule says of them."""

from dataclasses import replace

from report.checks import examine
from report.rule import Case, Finding, Rule
from report.sheet import Level, Sheet
from report.source import Heading, Source
from tests.report.checks.sheets import clean

HEADINGS = (
    Heading("一、总体情况", "overview"),
    Heading("二、主动公开政府信息情况", "disclosure"),
    Heading("三、收到和处理政府信息公开申请情况", "applications"),
    Heading("四、政府信息公开行政复议、行政诉讼情况", "disputes"),
    Heading("五、存在的主要问题及改进情况", "problems"),
    Heading("六、其他需要报告的事项", "other"),
)
TEXTS = {
    "preamble": (
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条和《国务院办公厅政府信息与政务公开办公室"
        "关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求，编制本报告。"
        "所列数据的统计期限自 2023 年 1 月 1 日起至 2023 年 12 月 31 日止。"
        "如有疑问，请与广武镇党政办联系（地址：荥阳市广武镇广武路1号，电话：0371-64610000，邮编：450100）。"
    ),
    "overview": (
        "2023年，我镇认真贯彻落实上级部署。全年主动公开政府信息120条，与2022年相比增长12%。\n"
        "（一）依申请公开。收到申请11件，上年结转1件。涉及国家秘密、商业秘密、个人隐私的，依法不予公开。\n"
        "（二）监督保障。把政府信息公开纳入年度考核，开展社会评议，全年没有责任追究情形。"
    ),
    "problems": "一是政策解读形式单一。二是目录更新不够及时。2024年将开展业务培训3次，按季度清理目录，逐项整改到位。",
    "other": "本年度未收取信息处理费。",
}
TOWN = replace(
    clean(2021),
    year=2023,
    title="广武镇人民政府2023年政府信息公开工作年度报告",
    texts=TEXTS,
    source=Source("html", headings=HEADINGS),
)
"""A town's report on which nothing is wrong."""
STREET = replace(TOWN, unit="沈阳市于洪区迎宾路街道办事处", title="迎宾路街道办事处2023年政府信息公开工作年度报告")
COUNTY = replace(
    TOWN, unit="兰考县人民政府", level=Level.COUNTY, title="兰考县人民政府2023年政府信息公开工作年度报告"
)
BUREAU = replace(
    TOWN, unit="兰考县统计局", level=Level.COUNTY_DEPARTMENT, title="兰考县统计局2023年政府信息公开工作年度报告"
)


def told(sheet: Sheet, rule: Rule) -> list[Finding]:
    """Return what one rule finds."""
    return list(examine(Case(sheet), (rule,)))


def saying(words: str, key: str = "overview", of: Sheet = TOWN) -> Sheet:
    """Return a report in which one text says something else."""
    return replace(of, texts={**of.texts, key: words})


def quotes(sheet: Sheet, rule: Rule) -> list[str]:
    """Return the words that one rule points to."""
    return [finding.quote for finding in told(sheet, rule)]
