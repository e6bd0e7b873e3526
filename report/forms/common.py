"""What both editions print alike: applicants, outcomes, disputes and the headings around them."""

from report.form import OUTCOMES, Column, Line, disputes_table

TRIAL = "国办公开办函〔2019〕60号"
CURRENT = "国办公开办函〔2021〕30号"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
TITLE = "{unit}{year}年政府信息公开工作年度报告"

APPLICANTS = (
    Column("natural_person", "自然人"),
    Column("business", "商业企业"),
    Column("research", "科研机构"),
    Column("public_interest", "社会公益组织"),
    Column("legal_service", "法律服务机构"),
    Column("other_org", "其他"),
    Column("total", "总计"),
)


def outcome(key: str, *labels: str) -> Line:
    """Declare one row under 三、本年度办理结果."""
    return Line(key, (OUTCOMES, *labels), APPLICANTS)


RECEIVED = (
    Line("received", ("一、本年新收政府信息公开申请数量",), APPLICANTS),
    Line("carried_in", ("二、上年结转政府信息公开申请数量",), APPLICANTS),
)
DECIDED = (
    outcome("granted", "（一）予以公开"),
    outcome("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    outcome("refused_state_secret", "（三）不予公开", "1.属于国家秘密"),
    outcome("refused_forbidden_by_law", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    outcome("refused_security_stability", "（三）不予公开", "3.危及“三安全一稳定”"),
    outcome("refused_third_party", "（三）不予公开", "4.保护第三方合法权益"),
    outcome("refused_internal", "（三）不予公开", "5.属于三类内部事务信息"),
    outcome("refused_deliberative", "（三）不予公开", "6.属于四类过程性信息"),
    outcome("refused_enforcement_file", "（三）不予公开", "7.属于行政执法案卷"),
    outcome("refused_administrative_query", "（三）不予公开", "8.属于行政查询事项"),
    outcome("unavailable_not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    outcome("unavailable_needs_creation", "（四）无法提供", "2.没有现成信息需要另行制作"),
    outcome("unavailable_still_unclear", "（四）无法提供", "3.补正后申请内容仍不明确"),
    outcome("unhandled_petition", "（五）不予处理", "1.信访举报投诉类申请"),
    outcome("unhandled_repeat", "（五）不予处理", "2.重复申请"),
    outcome("unhandled_publication", "（五）不予处理", "3.要求提供公开出版物"),
    outcome("unhandled_excessive", "（五）不予处理", "4.无正当理由大量反复申请"),
    outcome("unhandled_reissue", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
)
CLOSED = (
    outcome("handled", "（七）总计"),
    Line("carried_out", ("四、结转下年度继续办理",), APPLICANTS),
)

RESULTS = (
    Column("upheld", "结果维持"),
    Column("corrected", "结果纠正"),
    Column("other", "其他结果"),
    Column("pending", "尚未审结"),
    Column("total", "总计"),
)
DISPUTES = disputes_table(
    "政府信息公开行政复议、行政诉讼情况",
    RESULTS,
    (
        Line("review", ("行政复议",), RESULTS),
        Line("suit_direct", ("行政诉讼", "未经复议直接起诉"), RESULTS),
        Line("suit_after_review", ("行政诉讼", "复议后起诉"), RESULTS),
    ),
)
