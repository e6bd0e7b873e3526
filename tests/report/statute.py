"""The statutory tables as the format notices print them, written down once more as plain data.

Nothing here is taken from the code under test. A row lists its cells from left to right, as an HTML table would:
a word or an address alone is one field wide and high, otherwise it stands with its height and its width.
"""

Printed = str | tuple[str, int, int]

HEADINGS = {
    2019: (
        ("一", "总体情况"),
        ("二", "主动公开政府信息情况"),
        ("三", "收到和处理政府信息公开申请情况"),
        ("四", "政府信息公开行政复议、行政诉讼情况"),
        ("五", "政府信息公开工作存在的主要问题及改进情况"),
        ("六", "其他需要报告的事项"),
    ),
    2021: (
        ("一", "总体情况"),
        ("二", "主动公开政府信息情况"),
        ("三", "收到和处理政府信息公开申请情况"),
        ("四", "政府信息公开行政复议、行政诉讼情况"),
        ("五", "存在的主要问题及改进情况"),
        ("六", "其他需要报告的事项"),
    ),
}
DECREES = {2019: "国办公开办函〔2019〕60号", 2021: "国办公开办函〔2021〕30号"}
VALUE_CELLS = {2019: {"t2": 22, "t3": 161, "t4": 15}, 2021: {"t2": 10, "t3": 175, "t4": 15}}

DISCLOSURE: dict[int, list[list[Printed]]] = {
    2019: [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "t2.regulations.made", "t2.regulations.disclosed", "t2.regulations.disclosed_total"],
        [
            "规范性文件",
            "t2.normative_documents.made",
            "t2.normative_documents.disclosed",
            "t2.normative_documents.disclosed_total",
        ],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "t2.licensing.items_last_year", "t2.licensing.change", "t2.licensing.decisions"],
        [
            "其他对外管理服务事项",
            "t2.other_services.items_last_year",
            "t2.other_services.change",
            "t2.other_services.decisions",
        ],
        [("第二十条第（六）项", 1, 4)],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "t2.penalties.items_last_year", "t2.penalties.change", "t2.penalties.decisions"],
        ["行政强制", "t2.coercion.items_last_year", "t2.coercion.change", "t2.coercion.decisions"],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
        ["行政事业性收费", "t2.fees.items_last_year", ("t2.fees.change", 1, 2)],
        [("第二十条第（九）项", 1, 4)],
        ["信息内容", "采购项目数量", ("采购总金额", 1, 2)],
        ["政府集中采购", "t2.procurement.projects", ("t2.procurement.amount", 1, 2)],
    ],
    2021: [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "t2.regulations.issued", "t2.regulations.repealed", "t2.regulations.in_force"],
        [
            "行政规范性文件",
            "t2.normative_documents.issued",
            "t2.normative_documents.repealed",
            "t2.normative_documents.in_force",
        ],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", ("t2.licensing.decisions", 1, 3)],
        [("第二十条第（六）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政处罚", ("t2.penalties.decisions", 1, 3)],
        ["行政强制", ("t2.coercion.decisions", 1, 3)],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
        ["行政事业性收费", ("t2.fees.amount", 1, 3)],
    ],
}

APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total")


def _row(key: str, *labels: Printed) -> list[Printed]:
    return [*labels, *(f"t3.{key}.{applicant}" for applicant in APPLICANTS)]


_HEAD: list[list[Printed]] = [
    [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)],
    [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    _row("received", ("一、本年新收政府信息公开申请数量", 1, 3)),
    _row("carried_in", ("二、上年结转政府信息公开申请数量", 1, 3)),
]
_UNTIL_UNHANDLED: list[list[Printed]] = [
    _row("partly_granted", ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2)),
    _row("refused_state_secret", ("（三）不予公开", 8, 1), "1.属于国家秘密"),
    _row("refused_forbidden_by_law", "2.其他法律行政法规禁止公开"),
    _row("refused_security_stability", "3.危及“三安全一稳定”"),
    _row("refused_third_party", "4.保护第三方合法权益"),
    _row("refused_internal", "5.属于三类内部事务信息"),
    _row("refused_deliberative", "6.属于四类过程性信息"),
    _row("refused_enforcement_file", "7.属于行政执法案卷"),
    _row("refused_administrative_query", "8.属于行政查询事项"),
    _row("unavailable_not_held", ("（四）无法提供", 3, 1), "1.本机关不掌握相关政府信息"),
    _row("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
    _row("unavailable_still_unclear", "3.补正后申请内容仍不明确"),
    _row("unhandled_petition", ("（五）不予处理", 5, 1), "1.信访举报投诉类申请"),
    _row("unhandled_repeat", "2.重复申请"),
    _row("unhandled_publication", "3.要求提供公开出版物"),
    _row("unhandled_excessive", "4.无正当理由大量反复申请"),
    _row("unhandled_reissue", "5.要求行政机关确认或重新出具已获取信息"),
]
_END: list[list[Printed]] = [
    _row("handled", ("（七）总计", 1, 2)),
    _row("carried_out", ("四、结转下年度继续办理", 1, 3)),
]
APPLICATIONS: dict[int, list[list[Printed]]] = {
    2019: [
        *_HEAD,
        _row("granted", ("三、本年度办理结果", 20, 1), ("（一）予以公开", 1, 2)),
        *_UNTIL_UNHANDLED,
        _row("other", ("（六）其他处理", 1, 2)),
        *_END,
    ],
    2021: [
        *_HEAD,
        _row("granted", ("三、本年度办理结果", 22, 1), ("（一）予以公开", 1, 2)),
        *_UNTIL_UNHANDLED,
        _row(
            "other_not_corrected",
            ("（六）其他处理", 3, 1),
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
        _row("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        _row("other_other", "3.其他"),
        *_END,
    ],
}
OUTCOMES: dict[int, tuple[str, ...]] = {
    2019: (
        *("granted", "partly_granted"),
        *("refused_state_secret", "refused_forbidden_by_law", "refused_security_stability", "refused_third_party"),
        *("refused_internal", "refused_deliberative", "refused_enforcement_file", "refused_administrative_query"),
        *("unavailable_not_held", "unavailable_needs_creation", "unavailable_still_unclear"),
        *("unhandled_petition", "unhandled_repeat", "unhandled_publication", "unhandled_excessive"),
        *("unhandled_reissue", "other"),
    )
}
"""What （七）总计 sums up: every row of （一） to （六）."""
OUTCOMES[2021] = (*OUTCOMES[2019][:-1], "other_not_corrected", "other_fee_unpaid", "other_other")

RESULTS = ("upheld", "corrected", "other", "pending", "total")
_RESULTS: tuple[Printed, ...] = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES: list[list[Printed]] = [
    [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
    [
        *(("结果维持", 2, 1), ("结果纠正", 2, 1), ("其他结果", 2, 1), ("尚未审结", 2, 1), ("总计", 2, 1)),
        ("未经复议直接起诉", 1, 5),
        ("复议后起诉", 1, 5),
    ],
    [*_RESULTS, *_RESULTS],
    [f"t4.{row}.{result}" for row in ("review", "suit_direct", "suit_after_review") for result in RESULTS],
]


def printed_table(key: str, edition: int) -> list[list[Printed]]:
    """Return the rows of a table as printed."""
    return {"t2": DISCLOSURE, "t3": APPLICATIONS}[key][edition] if key != "t4" else DISPUTES
