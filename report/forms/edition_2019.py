"""The trial form of 2019, for the reports of 2019 and 2020 (国办公开办函〔2019〕60号)."""

from report.form import Block, Column, Form, Kind, Line, Section, applications_table, disclosure_table
from report.forms.common import APPLICANTS, CLOSED, DECIDED, DISPUTES, NOTE, RECEIVED, TRIAL, outcome

_DOCUMENTS = (
    Column("made", "本年新制作数量"),
    Column("disclosed", "本年新公开数量"),
    Column("disclosed_total", "对外公开总数量"),
)
_DECISIONS = (
    Column("items_last_year", "上一年项目数量"),
    Column("change", "本年增/减", Kind.CHANGE),
    Column("decisions", "处理决定数量"),
)
_PROCUREMENT = (Column("projects", "采购项目数量"), Column("amount", "采购总金额", Kind.MONEY))

_DISCLOSURE = disclosure_table(
    "主动公开政府信息情况",
    (
        Block(
            "第二十条第（一）项",
            (
                Line("regulations", ("规章",), _DOCUMENTS),
                Line("normative_documents", ("规范性文件",), _DOCUMENTS),
            ),
        ),
        Block(
            "第二十条第（五）项",
            (
                Line("licensing", ("行政许可",), _DECISIONS),
                Line("other_services", ("其他对外管理服务事项",), _DECISIONS),
            ),
        ),
        Block(
            "第二十条第（六）项",
            (
                Line("penalties", ("行政处罚",), _DECISIONS),
                Line("coercion", ("行政强制",), _DECISIONS),
            ),
        ),
        Block("第二十条第（八）项", (Line("fees", ("行政事业性收费",), _DECISIONS[:2]),)),
        Block("第二十条第（九）项", (Line("procurement", ("政府集中采购",), _PROCUREMENT),)),
    ),
)
_APPLICATIONS = applications_table(
    "收到和处理政府信息公开申请情况",
    NOTE,
    APPLICANTS,
    (*RECEIVED, *DECIDED, outcome("other", "（六）其他处理"), *CLOSED),
)

EDITION_2019 = Form(
    edition=2019,
    decree=TRIAL,
    sections=(
        Section("overview", "一", "总体情况"),
        Section("disclosure", "二", "主动公开政府信息情况", _DISCLOSURE),
        Section("applications", "三", "收到和处理政府信息公开申请情况", _APPLICATIONS),
        Section("disputes", "四", "政府信息公开行政复议、行政诉讼情况", DISPUTES),
        Section("problems", "五", "政府信息公开工作存在的主要问题及改进情况"),
        Section("other", "六", "其他需要报告的事项"),
    ),
    editions=(("t2", 2019), ("t3", 2019), ("t4", 2019)),
)
