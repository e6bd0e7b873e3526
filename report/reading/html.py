"""A web page → what it shows: the lines, tables and pictures of the article, and what the page says of itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from report.reading import Refusal
from report.reading.flow import LONGEST_FIELD, Flow, blocks, held, shown, tabled, within_reason
from report.reading.paper import Paper, PrintedValue
from report.reading.spans import Cell, formed, spans_of

Attributes = Mapping[str, str]


def paper(content: bytes) -> Paper:
    """Return what a page shows to its readers; refuse one that shows nothing, or is nested beyond reason."""
    page = _Page()
    try:
        page.walk(_tree(_decoded(content).replace("\0", "")))
    except RecursionError as error:
        raise Refusal.of("deep_page") from error
    page.end_line()
    return {"kind": "html", "blocks": blocks(page.flow), "meta": _meta(page), "values": page.values}


def _tree(text: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Refusal.of("blank_page") from error
    if root is None:
        raise Refusal.of("blank_page")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise Refusal.of("deep_page")  # below its 256th level the parser drops what there is
    return root


def _decoded(content: bytes) -> str:
    """Decode UTF-16 with its mark, UTF-8 or GB 18030 by what the bytes can be; what the page says is often wrong."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        readings = (content.decode(encoding, "replace") for encoding in ("gb18030", "utf-8-sig"))
        return min(readings, key=lambda text: text.count("\ufffd"))


# ---------------------------------------------------------------------------------------------------------------
# What attributes say

_UNSEEN_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_MAKING_BLOCK = re.compile(r"display\s*:\s*(?:block|table|flex|grid|list-item)", re.IGNORECASE)
_ABOUT_CRUMBS = re.compile(r"(?:^|\s)(?:bread-?)?crumbs?(?:\s|$)|面包屑", re.IGNORECASE)
_NONE: Attributes = {}


def _is_unseen(attributes: Attributes) -> bool:
    if "hidden" in attributes or attributes.get("role") in _UNSEEN_ROLES:
        return True
    return "style" in attributes and bool(_HIDING.search(attributes["style"]))


def _holds_crumbs(attributes: Attributes) -> bool:
    return any(_ABOUT_CRUMBS.search(attributes.get(name, "")) for name in ("class", "id", "aria-label"))


NARROWEST, LOWEST = 200, 40
"""The size of a picture in pixels below which it can hold no table."""
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 37.8, "mm": 3.78}
_SIZE = re.compile(r"\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*([a-z%]*)")
_STYLED = {
    side: re.compile(rf"(?:^|[;\s]){side}\s*:\s*([0-9][0-9.]{{0,9}}[a-z%]{{0,4}})", re.IGNORECASE)
    for side in ("width", "height")
}
_ICON = re.compile(r"icon|logo|filetype|spacer|qrcode|erweima", re.IGNORECASE)


def _may_hold_a_table(attributes: Attributes) -> bool:
    """Say whether a picture is large enough, or of unknown size and not an icon by the name of its file."""
    width, height = _pixels(attributes, "width"), _pixels(attributes, "height")
    if width is None and height is None:
        return not _ICON.search(attributes.get("src", ""))
    return (width is None or width >= NARROWEST) and (height is None or height >= LOWEST)


def _pixels(attributes: Attributes, side: str) -> float | None:
    styled = _STYLED[side].search(attributes.get("style", ""))
    match = _SIZE.match((styled[1] if styled else attributes.get(side, "")).lower())
    return float(match[1]) * _PIXELS[match[2]] if match and match[2] in _PIXELS else None


# ---------------------------------------------------------------------------------------------------------------
# The page, element by element

_BLANKS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_SAYS = {"articletitle": "title", "pubdate": "published", "contentsource": "unit", "columnname": "column"}
"""The 网页标签 of government sites (国办发〔2017〕47号) that are listened to."""
_OF_THE_SITE = re.compile(r"版权|备案|ICP|主办|承办|标识码|网站地图|联系我们|无障碍|登录|注册|搜索|长者")
_GROUPS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_Group = list[list[Cell]]


class _Page:
    """Walk through a page as its readers do; ``flow`` is what it shows, or the open cell of the innermost table."""

    def __init__(self) -> None:
        self.flow: Flow = []
        self.words: list[str] = []
        self.values: list[PrintedValue] = []
        self.said: dict[str, str] = {}
        self.title = self.trail = ""
        self.preformatted = self.tables = self.places = 0
        self.is_beside_cells = False

    def walk(self, element: etree._Element) -> None:
        """Take in what an element holds."""
        if words := element.text:
            self.words.append(words)
        for child in element:
            attributes = dict(child.items())
            if not attributes or child.tag in _ALWAYS_SEEN or not _is_unseen(attributes):
                _ACTS.get(child.tag, _Page.within_line)(self, child, attributes)
            if words := child.tail:
                self.words.append(words)

    def leave_out(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in nothing."""

    # -- lines

    def line(self) -> str:
        """Return the words since the last line."""
        words = "".join(self.words)
        self.words.clear()
        return _run_together(words)

    def end_line(self) -> None:
        """Put the words since the last line into the flow."""
        if self.preformatted:
            self.flow += [line for line in map(str.rstrip, "".join(self.words).split("\n")) if line]
            self.words.clear()
        elif self.words and (line := self.line()):
            self.flow.append(line)

    def within_line(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in an element within a line, unless a style makes it a block."""
        if "style" in attributes and _MAKING_BLOCK.search(attributes["style"]):
            self.block(element, attributes)
        elif "data-address" in attributes and (edition := _edition_of(element)):
            self.value(element, attributes["data-address"], edition)
        else:
            self.walk(element)

    def value(self, element: etree._Element, address: str, edition: str) -> None:
        """Take in a figure that says which cell it is; it stands within its line as well."""
        before, self.words = self.words, []
        pieces = len(self.flow)
        self.walk(element)
        if len(self.flow) == pieces:  # what breaks the line is no figure
            self.values.append(
                {"address": address, "printed": _run_together("".join(self.words)), "edition": edition}
            )
        self.words = before + self.words

    def block(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in what has lines of its own; the trail of crumbs that leads to the page is none of them."""
        self.end_line()
        if attributes and _holds_crumbs(attributes) and (trail := _trail(">".join(element.itertext()), sure=True)):
            self.trail = self.trail or trail
        else:
            self.walk(element)
            self.end_line()

    def preformat(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in lines whose blanks stay as they are."""
        self.end_line()
        self.preformatted += 1
        self.walk(element)
        self.end_line()
        self.preformatted -= 1

    # -- what stands around an article

    def note_meta(self, element: etree._Element, attributes: Attributes) -> None:
        """Note what a tag says of the page."""
        about = _SAYS.get(attributes.get("name", "").strip().lower())
        if about and (said := _run_together(attributes.get("content", ""))):
            self.said.setdefault(about, said)

    def note_title(self, element: etree._Element, attributes: Attributes) -> None:
        """Note the title of the page, which is no line of it."""
        self.title = self.title or _run_together(element.text or "")

    def navigation(self, element: etree._Element, attributes: Attributes) -> None:
        """Leave out the ways that lead elsewhere; note the trail that leads here."""
        sure = _holds_crumbs(attributes)
        self.trail = self.trail or _trail((">" if sure else "").join(element.itertext()), sure=sure)

    def margin(self, element: etree._Element, attributes: Attributes) -> None:
        """Leave out a head or a foot that is the site's; that of an article holds its title or its signature."""
        self.end_line()
        first = len(self.flow)
        self.block(element, attributes)
        lines = [each for each in self.flow[first:] if isinstance(each, str)]
        if len(lines) == len(self.flow) - first and any(_OF_THE_SITE.search(line) for line in lines):
            del self.flow[first:]

    def picture(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in a picture if a table may be on it."""
        if _may_hold_a_table(attributes):
            self.end_line()
            self.flow.append({"picture": _run_together(attributes.get("alt", "")), "page": 0})

    # -- tables

    def table(self, element: etree._Element, attributes: Attributes) -> None:
        """Take in a table: its caption and the words in no cell of it stand above, as browsers show them."""
        if self.is_beside_cells:
            return
        self.tables += 1
        within_reason(depth=self.tables)
        self.is_beside_cells = True
        self.block(element, _NONE)
        self.is_beside_cells = False
        grid = [row for group in self._groups(element) for row in formed(group)]
        self.places += len(grid) * max(map(len, grid), default=0)
        within_reason(self.places)
        self.flow += tabled(grid)
        self.tables -= 1
        for other in _beside_cells(element):
            self.table(other, _NONE)

    def part(self, element: etree._Element, attributes: Attributes) -> None:
        """Leave a part of a table to its table; where there is none, it is a block like others."""
        if not self.tables:
            self.block(element, attributes)

    def _groups(self, table: etree._Element) -> list[_Group]:
        """Return the rows of a table in their groups, those of its foot last; a row or a cell left open ends here."""
        group: _Group = []
        groups, feet = [group], list[_Group]()
        row: list[Cell] | None = None
        for part in _parts(table):
            tag, items = part.tag, part.items()
            attributes = dict(items) if items else _NONE
            seen = not (items and _is_unseen(attributes))
            if tag == "td" or tag == "th":
                if row is None:
                    row = []
                    group.append(row)
                if seen:
                    row.append(self._cell(part, attributes))
            elif tag == "tr":
                row = []
                if seen:
                    group.append(row)
            else:
                group, row = [], None
                if seen:
                    (feet if tag == "tfoot" else groups).append(group)
        return groups + feet

    def _cell(self, cell: etree._Element, attributes: Attributes) -> Cell:
        """Return what a cell holds, and what it spans."""
        rows, columns = spans_of(attributes) if attributes else (1, 1)
        if not len(cell):
            words = _run_together(cell.text or "")
            return words if len(words) <= LONGEST_FIELD else [words], rows, columns
        around, self.flow = self.flow, []
        self.block(cell, attributes)
        place, self.flow = held(self.flow), around
        return place, rows, columns


def _edition_of(element: etree._Element) -> str:
    """Return the edition of the form that an element, or what it stands in, names; "" where none does.

    A map or a shop calls its addresses data-address too: only under an edition does the word mean a cell.
    """
    named = (each.get("data-edition") for each in (element, *element.iterancestors()))
    return next((edition for edition in named if edition), "")


def _run_together(words: str) -> str:
    """Return words with their blanks run together, as a browser shows them."""
    if words.isprintable() and "  " not in words:
        return words.strip()
    return shown(_BLANKS.sub(" ", words))


def _parts(table: etree._Element) -> Iterable[etree._Element]:
    """Return the groups, rows and cells of a table in the order of the page, without those of tables within it."""
    parts: Iterable[etree._Element] = table.iter(*_GROUPS, "tr", *_CELLS)
    if next(table.iterdescendants("table"), None) is None:
        return parts
    return (part for part in parts if next(part.iterancestors("table")) is table)


def _beside_cells(table: etree._Element) -> list[etree._Element]:
    """Return the tables that begin within a table, but in no cell of it: somebody forgot to end it."""
    others = table.iterdescendants("table")
    return [other for other in others if next(other.iterancestors("table", *_CELLS)) is table]


_Act = Callable[[_Page, etree._Element, Attributes], None]
_ACTS: dict[str, _Act] = {
    **dict.fromkeys(
        ("address", "article", "blockquote", "body", "br", "caption", "center", "dd", "div"), _Page.block
    ),
    **dict.fromkeys(
        ("details", "dir", "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2"), _Page.block
    ),
    **dict.fromkeys(("h3", "h4", "h5", "h6", "hgroup", "hr", "legend", "li", "listing", "main"), _Page.block),
    **dict.fromkeys(("marquee", "menu", "ol", "p", "search", "section", "summary", "ul"), _Page.block),
    **dict.fromkeys(("pre", "xmp"), _Page.preformat),
    **dict.fromkeys(("header", "footer"), _Page.margin),
    **dict.fromkeys((*_GROUPS, "tr", *_CELLS), _Page.part),
    **dict.fromkeys(("script", "style", "noscript", "noframes", "template", "iframe", "object"), _Page.leave_out),
    **dict.fromkeys(("xml", "svg", "canvas", "audio", "video", "datalist", "dialog", "aside"), _Page.leave_out),
    **dict.fromkeys(("select", "button", "textarea"), _Page.leave_out),
    **dict.fromkeys(("rt", "rp", "rtc"), _Page.leave_out),  # the pinyin above a character
    "nav": _Page.navigation,
    "table": _Page.table,
    "img": _Page.picture,
    "meta": _Page.note_meta,
    "title": _Page.note_title,
}
"""What readers of a page see of an element; all others stand within lines."""
_ALWAYS_SEEN = frozenset({"body", "embed", "source", "track", "wbr"})
"""A script shows the body again; the others hold nothing, but the parser puts into them what follows."""


# ---------------------------------------------------------------------------------------------------------------
# What the page says of itself where its tags do not

_SHORT = 200
"""No longer is a line above an article that says when and by whom it was published."""
_MOST_ROWS = 12
"""No more has a table that says it: those of figures are longer, but for table 4, in which no date stands."""
_PUBLISHED = re.compile(
    r"(?:发布|公开|发表|发文)(?:时间|日期)\s*[:：]?\s*"
    r"(20\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}(?:\s*日)?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?)"
)
_UNIT = re.compile(
    r"(?:(?:发布|公开|发文)(?:机构|单位|主体)\s*[:：]?|(?<![\u4e00-\u9fff])(?:信息|文章|稿件)?来源\s*[:：])\s*"
    r"([\w（）()·]{2,40}?)(?=\s|$|[|｜【\[]|发布|公开|作者|编辑|责任|浏览|点击|阅读|字体|字号|日期|时间|索引号|主题)"
)
_TRAIL = re.compile(
    r"[您你]?(?:现在|当前|目前)?(?:所在的?|所处的?|的)?位置(?:是|为)?(?:\s*[:：]|\s(?=\s*首))\s*(?P<prefixed>.+)"
    r"|(?P<bare>(?:网站|政府|本站)?首\s*页\s*[>›»→＞].+)"
)
_STEP = re.compile(r"\s*[>›»→＞]+\s*")
_TELLING = re.compile("[:：>›»→＞]|机构|单位|主体|时间|日期")
"""Signs and words without which a line says nothing of its page."""


def _meta(page: _Page) -> dict[str, str]:
    """Return what the page says of itself: in its tags, and else in the lines around the article."""
    facts = {"title": page.title}
    column = page.trail
    for line in _remarks(page.flow):
        column = column or _trail(line)
        for about, pattern in (("published", _PUBLISHED), ("unit", _UNIT)):
            if about not in facts and (match := pattern.search(line)):
                facts[about] = match[1]
    facts |= page.said
    facts["column"] = column or facts.get("column", "")
    return {about: said for about, said in facts.items() if said}


def _remarks(flow: Flow) -> Iterator[str]:
    """Yield the short lines, and the rows of short tables, in which a page can say something of itself."""
    for each in flow:
        if isinstance(each, str):
            if len(each) <= _SHORT and _TELLING.search(each):
                yield each
        elif "picture" not in each and len(each["rows"]) <= _MOST_ROWS:
            yield from filter(_TELLING.search, (" ".join(filter(None, row)) for row in each["rows"]))


def _trail(words: str, *, sure: bool = False) -> str:
    """Return the way to a page that a line tells (首页 > 政府信息公开 > 政府信息公开年报), "" if it tells none."""
    line = _run_together(words)
    if len(line) > _SHORT:
        return ""
    match = _TRAIL.fullmatch(line)
    path = (match["prefixed"] or match["bare"]) if match else line if sure else ""
    return " > ".join(step for step in _STEP.split(path) if step)
