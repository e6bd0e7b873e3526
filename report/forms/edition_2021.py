"""The form in force since the reports of 2021 (国办公开办函〔2021〕30号)."""

from report.form import Block, Column, Form, Kind, Line, Section, applications_table, disclosure_table
from report.forms.common import APPLICANTS, CLOSED, CURRENT, DECIDED, DISPUTES, NOTE, RECEIVED, outcome

_DOCUMENTS = (
    Column("issued", "本年制发件数"),
    Column("repealed", "本年废止件数"),
    Column("in_force", "现行有效件数"),
)
_DECISIONS = (Column("decisions", "本年处理决定数量"),)
_FEES = (Column("amount", "本年收费金额（单位：万元）", Kind.WAN_YUAN),)

_DISCLOSURE = disclosure_table(
    "主动公开政府信息情况",
    (
        Block(
            "第二十条第（一）项",
            (
                Line("regulations", ("规章",), _DOCUMENTS),
                Line("normative_documents", ("行政规范性文件",), _DOCUMENTS),
            ),
        ),
        Block("第二十条第（五）项", (Line("licensing", ("行政许可",), _DECISIONS),)),
        Block(
            "第二十条第（六）项",
            (
                Line("penalties", ("行政处罚",), _DECISIONS),
                Line("coercion", ("行政强制",), _DECISIONS),
            ),
        ),
        Block("第二十条第（八）项", (Line("fees", ("行政事业性收费",), _FEES),)),
    ),
)
_OTHER = "（六）其他处理"
_APPLICATIONS = applications_table(
    "收到和处理政府信息公开申请情况",
    NOTE,
    APPLICANTS,
    (
        *RECEIVED,
        *DECIDED,
        outcome("other_not_corrected", _OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        outcome(
            "other_fee_unpaid", _OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
        ),
        outcome("other_other", _OTHER, "3.其他"),
        *CLOSED,
    ),
)

EDITION_2021 = Form(
    edition=2021,
    decree=CURRENT,
    sections=(
        Section("overview", "一", "总体情况"),
        Section("disclosure", "二", "主动公开政府信息情况", _DISCLOSURE),
        Section("applications", "三", "收到和处理政府信息公开申请情况", _APPLICATIONS),
        Section("disputes", "四", "政府信息公开行政复议、行政诉讼情况", DISPUTES),
        Section("problems", "五", "存在的主要问题及改进情况"),
        Section("other", "六", "其他需要报告的事项"),
    ),
    editions=(("t2", 2021), ("t3", 2021), ("t4", 2021)),
)
