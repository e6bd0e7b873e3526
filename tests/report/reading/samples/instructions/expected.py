"""What the sample notices ask: each read by eye, sentence by sentence, and written down whole."""

from datetime import date

from report.instruction import Ask, Delivery, Detail, Doubt, Due, Instruction, Kind, Proposal
from report.source import Place

BAISHA_7 = "一、各街道、各委办局须于2026年1月14日（周三）上午12:00前，通过协同办公平台报区政府办公室审核；"
BAISHA = Instruction(
    title="白沙区人民政府办公室关于做好2025年政府信息公开工作年度报告编制发布工作的通知",
    number="白政办发〔2026〕2号",
    sender="白沙区人民政府办公室",
    sent_on=date(2026, 1, 6),
    year=2025,
    year_is_inferred=False,
    addressees="各街道办事处，区政府各委办局",
    proposals=(
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 14), "2026年1月14日（周三）上午12:00前", hour="上午12:00"),
            BAISHA_7,
            Place(line=7),
            "各街道、各委办局",
            delivery=Delivery(to="区政府办公室"),
        ),
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 23), "2026年1月23日前"),
            "审核通过后，于2026年1月23日前报送加盖公章的扫描件并在区政府网站公布。",
            Place(line=7),
            delivery=Delivery(forms=("扫描件",), sealed=True),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 23), "2026年1月23日前"),
            "审核通过后，于2026年1月23日前报送加盖公章的扫描件并在区政府网站公布。",
            Place(line=7),
        ),
    ),
    details=(
        Detail(Kind.CONTACT, "何一鸣", "（联系人：何一鸣；", Place(line=9)),
        Detail(Kind.TELEPHONE, "55501234", "联系电话：55501234；", Place(line=9)),
        Detail(Kind.MAILBOX, "gk@baisha.example", "电子邮箱：gk@baisha.example）", Place(line=9)),
    ),
)
DONGSHAN = Instruction(
    title="东杉县人民政府办公室关于编报2025年政府信息公开年度报告的通知",
    number="东政办〔2026〕3号",
    sender="东杉县人民政府办公室",
    sent_on=date(2026, 1, 6),
    year=2025,
    year_is_inferred=False,
    addressees="各乡镇人民政府、县直各单位",
    proposals=(
        Proposal(
            Ask.SUBMIT,
            Due(date(2025, 1, 16), "2025年1月16日前", doubts=(Doubt.UNLIKELY,)),
            "各乡镇应于2025年1月16日前将年报送县政府办公室。",
            Place(line=5),
            "各乡镇",
            delivery=Delivery(to="县政府办公室"),
        ),
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 19), "1月19日（星期二）前", doubts=(Doubt.NO_YEAR, Doubt.WEEKDAY)),
            "县直各单位请于1月19日（星期二）前提交年报电子稿。",
            Place(line=6),
            "县直各单位",
            delivery=Delivery(forms=("电子稿",)),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(None, "2026年2月30日前", doubts=(Doubt.NO_SUCH_DAY,)),
            "年报经审定后，统一在2026年2月30日前发布。",
            Place(line=7),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 25), "25日前", doubts=(Doubt.NO_MONTH,)),
            "各单位年报请于25日前在门户网站公开。",
            Place(line=8),
            "各单位",
        ),
    ),
    details=(),
)
HEDONG_T5 = "4　报送年报正式文本（纸质版一式两份）　2026年1月20日下班前　各镇（街道），区政府各部门"
HEDONG_T6 = "5　在区政府门户网站发布年报　2026年1月26日至1月28日　各镇（街道），区政府各部门"
HEDONG_6 = (
    "报送材料须经主要负责同志审签，加盖单位公章，PDF版与Word版一并发送至邮箱 nianbao@he"
    "dong.example，联系电话：0123-4567890。"
)
HEDONG = Instruction(
    title="关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
    number="禾东政办函〔2026〕2号",
    sender="禾源市禾东区人民政府办公室",
    sent_on=date(2026, 1, 4),
    year=2025,
    year_is_inferred=False,
    addressees="各镇（街道），区政府各部门",
    proposals=(
        Proposal(
            Ask.TRAINING,
            Due(date(2026, 1, 8), "1月8日（星期四）上午9:00", hour="上午9:00", doubts=(Doubt.NO_YEAR,)),
            "1　参加年报编制培训　1月8日（星期四）上午9:00　各镇（街道），区政府各部门",
            Place(table=1, row=2),
            "各镇（街道），区政府各部门",
        ),
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 13), "2026年1月13日前"),
            "2　报送年报初稿　2026年1月13日前　各镇（街道）",
            Place(table=1, row=3),
            "各镇（街道）",
        ),
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 15), "2026年1月15日前"),
            "3　报送年报初稿　2026年1月15日前　区政府各部门",
            Place(table=1, row=4),
            "区政府各部门",
        ),
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 20), "2026年1月20日下班前", hour="下班"),
            HEDONG_T5,
            Place(table=1, row=5),
            "各镇（街道），区政府各部门",
            delivery=Delivery(forms=("纸质版",), copies=2),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 28), "2026年1月26日至1月28日", starts=date(2026, 1, 26)),
            HEDONG_T6,
            Place(table=1, row=6),
            "各镇（街道），区政府各部门",
        ),
        Proposal(
            Ask.ROLLUP,
            Due(date(2026, 2, 28), "2月底前", doubts=(Doubt.NO_YEAR, Doubt.MONTH_END)),
            "6　报送全区汇总报告　2月底前　区政务公开办",
            Place(table=1, row=7),
            "区政务公开办",
        ),
    ),
    details=(
        Detail(Kind.TELEPHONE, "0123-4567890", HEDONG_6, Place(line=6)),
        Detail(Kind.MAILBOX, "nianbao@hedong.example", HEDONG_6, Place(line=6)),
        Detail(Kind.DELIVERY, "加盖单位公章、PDF版、Word版", HEDONG_6, Place(line=6)),
        Detail(Kind.ATTACHMENT, "年报编制工作时间安排表", "附件：年报编制工作时间安排表", Place(line=7)),
    ),
)
LINHE_9 = (
    "市政府各部门、各直属机构于2026年1月26日前将本部门年度报告纸质版（一式三份，加盖公章）及电子版"
    "报送市政府办公室政务公开科，于1月28日前在本部门网站发布。"
)
LINHE_9B = (
    "各县（区）人民政府、各开发区管委会于2026年2月20日前将本地区年度报告和汇总数据报送市政府办公室"
    "，2026年3月10日前向社会公布。"
)
LINHE = Instruction(
    title="临河市人民政府办公室关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
    number="临政办发〔2026〕4号",
    sender="临河市人民政府办公室",
    sent_on=date(2026, 1, 8),
    year=2025,
    year_is_inferred=False,
    addressees="各县（区）人民政府，市政府各部门、各直属机构，各开发区管委会",
    proposals=(
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 26), "2026年1月26日前", doubts=(Doubt.SEVERAL_DATES,)),
            LINHE_9,
            Place(line=9, page=1),
            "市政府各部门、各直属机构",
            delivery=Delivery(to="市政府办公室政务公开科", forms=("纸质版", "电子版"), copies=3, sealed=True),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 28), "1月28日前", doubts=(Doubt.SEVERAL_DATES,)),
            LINHE_9,
            Place(line=9, page=1),
            "市政府各部门、各直属机构",
        ),
        Proposal(
            Ask.ROLLUP,
            Due(date(2026, 2, 20), "2026年2月20日前", doubts=(Doubt.SEVERAL_DATES,)),
            LINHE_9B,
            Place(line=9, page=1),
            "各县（区）人民政府、各开发区管委会",
            delivery=Delivery(to="市政府办公室"),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 3, 10), "2026年3月10日前", doubts=(Doubt.SEVERAL_DATES,)),
            LINHE_9B,
            Place(line=9, page=1),
            "各县（区）人民政府、各开发区管委会",
        ),
    ),
    details=(
        Detail(Kind.CONTACT, "陈默", "联系人：陈默；", Place(line=11, page=1)),
        Detail(Kind.TELEPHONE, "0456-2233445", "电话：0456-2233445；", Place(line=11, page=1)),
        Detail(Kind.MAILBOX, "linhe@linhe.example", "电子邮箱：linhe@linhe.example", Place(line=11, page=1)),
    ),
)
NANPING_4 = "定于12月26日下午2:30在区政府三楼会议室召开年报编制业务培训会，请各单位于12月24日前报送参训人员名单。"
NANPING_6 = (
    "请各单位于1月底前将年报电子版和纸质版（一式2份，加盖单位公章）报送至区政府办公室信息公开科，逾期不报的予以通报。"
)
NANPING = Instruction(
    title="关于做好2025年度政府信息公开工作年度报告编制公布工作的通知",
    number="",
    sender="南坪区人民政府办公室",
    sent_on=date(2025, 12, 18),
    year=2025,
    year_is_inferred=False,
    addressees="南坪区各街道办事处，区政府各部门",
    proposals=(
        Proposal(
            Ask.TRAINING,
            Due(date(2025, 12, 26), "12月26日下午2:30", hour="下午2:30", doubts=(Doubt.NO_YEAR, Doubt.SEVERAL_DATES)),
            NANPING_4,
            Place(line=4),
        ),
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 10), "1月上旬", doubts=(Doubt.NO_YEAR, Doubt.PART_OF_MONTH)),
            "各单位形成的初稿应于1月上旬报区政府办公室预审。",
            Place(line=5),
            "各单位",
            delivery=Delivery(to="区政府办公室"),
        ),
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 31), "1月底前", doubts=(Doubt.NO_YEAR, Doubt.MONTH_END)),
            NANPING_6,
            Place(line=6),
            "各单位",
            delivery=Delivery(to="区政府办公室信息公开科", forms=("电子版", "纸质版"), copies=2, sealed=True),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 31), "31日前", doubts=(Doubt.NO_MONTH,)),
            "年报经审核后由各单位自行公开，31日前未公开的，说明原因。",
            Place(line=7),
            "各单位",
        ),
    ),
    details=(
        Detail(Kind.CONTACT, "周立新", "（联系人：周立新　电话：7700123　传真：7700124）", Place(line=10)),
        Detail(Kind.TELEPHONE, "7700123", "（联系人：周立新　电话：7700123　传真：7700124）", Place(line=10)),
        Detail(Kind.TELEPHONE, "7700124", "（联系人：周立新　电话：7700123　传真：7700124）", Place(line=10)),
    ),
)
QINGSHI_5 = (
    "一、各县（市、区）、市直有关单位要于二〇二六年一月十六日（星期五）下班前，将本单位年报（ｗｏｒｄ版和"
    "盖章扫描件）发送至市政务公开办公室邮箱。"
)
QINGSHI = Instruction(
    title="青石市政务公开办公室关于报送二〇二五年度政府信息公开年报的通知",
    number="青公开办〔2025〕17号",
    sender="青石市政务公开办公室",
    sent_on=date(2025, 12, 22),
    year=2025,
    year_is_inferred=False,
    addressees="各县（市、区）政务公开办，市直有关单位",
    proposals=(
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 16), "二〇二六年一月十六日（星期五）下班前", hour="下班"),
            QINGSHI_5,
            Place(line=5),
            "各县（市、区）、市直有关单位",
            delivery=Delivery(to="市政务公开办公室邮箱", forms=("word版", "盖章扫描件"), sealed=True),
        ),
        Proposal(
            Ask.ROLLUP,
            Due(date(2026, 2, 20), "次年2月20日之前", doubts=(Doubt.BEFORE,)),
            "二、各县（市、区）须于次年２月２０日之前提交本地区年报汇总表，一式三份。",
            Place(line=6),
            "各县（市、区）",
            delivery=Delivery(copies=3),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 28), "2026年1月28日以前", doubts=(Doubt.BEFORE,)),
            "三、各级各单位的年报应当在２０２６年１月２８日以前向社会公布。",
            Place(line=7),
            "各级各单位",
        ),
    ),
    details=(Detail(Kind.TELEPHONE, "0123-8866770", "联系电话：０１２３－８８６６７７０", Place(line=8)),),
)
SONGGANG_4 = (
    "为确保年报按时发布，请各乡镇、县直有关单位认真对照附件要求编制年报，经主要负责人签字并加盖公章后"
    "，于2026年1月15日前报送县政务公开办（邮箱：gk@songgang.example），1月"
    "22日前在县政府网站公布。"
)
SONGGANG = Instruction(
    title="松岗县人民政府办公室关于做好2025年度政府信息公开年报编报工作的通知",
    number="",
    sender="松岗县人民政府办公室",
    sent_on=date(2026, 1, 4),
    year=2025,
    year_is_inferred=False,
    addressees="各乡镇人民政府，县直有关单位",
    proposals=(
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 15), "2026年1月15日前", doubts=(Doubt.SEVERAL_DATES,)),
            SONGGANG_4,
            Place(line=4),
            "各乡镇、县直有关单位",
            delivery=Delivery(to="县政务公开办", sealed=True),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 22), "1月22日前", doubts=(Doubt.SEVERAL_DATES,)),
            SONGGANG_4,
            Place(line=4),
            "各乡镇、县直有关单位",
        ),
    ),
    details=(Detail(Kind.MAILBOX, "gk@songgang.example", SONGGANG_4, Place(line=4)),),
)
XIHE_4 = (
    "按照《条例》第四十九条规定，县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门"
    "提交上一年度年报并向社会公布。"
)
XIHE = Instruction(
    title="西禾州人民政府办公室关于编制发布政府信息公开工作年度报告的通知",
    number="",
    sender="西禾州人民政府办公室",
    sent_on=date(2026, 1, 4),
    year=2025,
    year_is_inferred=True,
    addressees="各县（市）人民政府，州级各部门",
    proposals=(
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 31), "每年1月31日前", doubts=(Doubt.NO_YEAR, Doubt.STATUTE)),
            XIHE_4,
            Place(line=4),
            "县级以上人民政府部门",
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 31), "每年1月31日前", doubts=(Doubt.NO_YEAR, Doubt.STATUTE)),
            XIHE_4,
            Place(line=4),
            "县级以上人民政府部门",
        ),
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 9), "1月9日17:00前", hour="17:00", doubts=(Doubt.NO_YEAR, Doubt.BY_HEADING)),
            "1月9日17:00前，以电子文档报州政府办公室。",
            Place(line=6),
            delivery=Delivery(to="州政府办公室", forms=("电子文档",)),
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 23), "1月23日前", doubts=(Doubt.NO_YEAR, Doubt.BY_HEADING)),
            "州级各部门1月23日前。",
            Place(line=8),
            "州级各部门",
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 3, 20), "3月20日前", doubts=(Doubt.NO_YEAR, Doubt.BY_HEADING)),
            "各县（市）3月20日前。",
            Place(line=9),
            "各县（市）",
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 15), "2026年1月15日前", doubts=(Doubt.OTHER_YEAR,)),
            "2024年度未公开年报的单位，应于2026年1月15日前补充发布。",
            Place(line=11),
        ),
    ),
    details=(),
)
YUNXI_10 = (
    "（一）请各镇街、县直各部门于1月12日（星期一）前将年报初稿（电子版）报县政府办公室政务公开股审"
    "核，1月20日前报送正式文本，并于1月25日前在县政府门户网站“政府信息公开年报”栏目发布。"
)
YUNXI_13 = "联系人：李禾、王川，联系电话：0000-7123456，邮箱：zwgk@yunxi.example"
YUNXI = Instruction(
    title="云溪县人民政府办公室关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
    number="云政办函〔2026〕1号",
    sender="云溪县人民政府办公室",
    sent_on=date(2026, 1, 5),
    year=2025,
    year_is_inferred=False,
    addressees="各镇人民政府、街道办事处，县政府各部门、各直属单位",
    proposals=(
        Proposal(
            Ask.DRAFT,
            Due(date(2026, 1, 12), "1月12日（星期一）前", doubts=(Doubt.NO_YEAR, Doubt.SEVERAL_DATES)),
            YUNXI_10,
            Place(line=10),
            "各镇街、县直各部门",
            delivery=Delivery(to="县政府办公室政务公开股", forms=("电子版",)),
        ),
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 20), "1月20日前", doubts=(Doubt.NO_YEAR, Doubt.SEVERAL_DATES)),
            YUNXI_10,
            Place(line=10),
            "各镇街、县直各部门",
        ),
        Proposal(
            Ask.PUBLISH,
            Due(date(2026, 1, 25), "1月25日前", doubts=(Doubt.NO_YEAR, Doubt.SEVERAL_DATES)),
            YUNXI_10,
            Place(line=10),
            "各镇街、县直各部门",
        ),
    ),
    details=(
        Detail(
            Kind.DELIVERY,
            "纸质版、一式两份、加盖公章",
            "（二）正式文本为纸质版，一式两份，加盖公章。",
            Place(line=11),
        ),
        Detail(Kind.CONTACT, "李禾、王川", YUNXI_13, Place(line=13)),
        Detail(Kind.TELEPHONE, "0000-7123456", YUNXI_13, Place(line=13)),
        Detail(Kind.MAILBOX, "zwgk@yunxi.example", YUNXI_13, Place(line=13)),
        Detail(
            Kind.ATTACHMENT, "政府信息公开工作年度报告格式", "附件：1.政府信息公开工作年度报告格式", Place(line=14)
        ),
        Detail(Kind.ATTACHMENT, "年报填报常见问题", "2.年报填报常见问题", Place(line=15)),
    ),
)

NOTICES = {
    "yunxi.txt": YUNXI,
    "qingshi.txt": QINGSHI,
    "nanping.txt": NANPING,
    "dongshan.txt": DONGSHAN,
    "xihe.txt": XIHE,
    "songgang.txt": SONGGANG,
    "baisha.html": BAISHA,
    "hedong.docx": HEDONG,
    "linhe.pdf": LINHE,
}
