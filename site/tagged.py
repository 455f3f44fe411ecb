"""Tagged PDF with ReportLab, which draws but does not tag: headings, paragraphs, lists and links for screen readers.

A document has a tree of elements, built beside the story. ``Tagged`` draws a flowable as the content of an element;
what is drawn ``as_artifact`` is decoration, and no reader says it. The tree is written when the file is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import resources
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate

REGULAR, BOLD = "SourceSansPro-Regular", "SourceSansPro-Bold"

FOOT_SIZE, FOOT_HEIGHT, FOOT_COLOUR = 9, 32, HexColor("#4b5558")
TOTAL = "pages"
"""What holds how many pages there are: it is drawn on each page before anybody can know."""

_END_OF_LINE = re.compile(r"(?<!\\)\) Tj T\* ((?:\S+ Tw )?\()")

Kind = Literal["Document", "Sect", "H1", "H2", "H3", "H4", "P", "L", "LI", "Lbl", "LBody", "Link"]


@dataclass(eq=False)
class Element:
    """One element of the tree: its children in reading order, and the pieces of pages that are its content."""

    kind: Kind
    parent: Element | None = None
    children: list[Element | _Piece] = field(default_factory=list)

    def add(self, kind: Kind) -> Element:
        """Return a new element at the end of this one."""
        child = Element(kind, self)
        self.children.append(child)
        return child


@dataclass(frozen=True, slots=True)
class _Piece:
    """Content on a page: marked with a number there, or a link that can be pressed."""

    page: int
    number: int
    link: Any = None


class Tagged(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A flowable whose drawing is the content of an element. Split over two pages, it is one element still."""

    def __init__(self, element: Element, inner: Flowable, *, link: str = "") -> None:
        super().__init__()
        self.element, self.inner, self.link = element, inner, link
        self.keepWithNext = inner.getKeepWithNext()

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measure what is within."""
        self.width, self.height = self.inner.wrap(width, height)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Split what is within."""
        return [Tagged(self.element, part, link=self.link) for part in self.inner.split(width, height)]

    def getSpaceBefore(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the room that is kept free above."""
        return float(self.inner.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the room that is kept free below."""
        return float(self.inner.getSpaceAfter())

    def draw(self) -> None:
        """Draw what is within, marked."""
        canvas: TaggedCanvas = self.canv
        with canvas.content_of(self.element):
            self.inner.drawOn(canvas, 0, 0)
        if self.link:
            canvas.add_link(self.element, self.link, (0, 0, self.width, self.height))


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas that remembers what belongs to which element, and writes the tree at the end."""

    def __init__(self, *arguments: Any, root: Element, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._root = root
        self._marked: list[list[Element]] = [[]]
        self._links: list[Element] = []

    @contextmanager
    def content_of(self, element: Element) -> Iterator[None]:
        """Mark what is drawn as the content of an element."""
        page = self._marked[-1]
        element.children.append(_Piece(len(self._marked) - 1, len(page)))
        self._code.append(f"/{element.kind} <</MCID {len(page)}>> BDC")
        page.append(element)
        begun = len(self._code)
        yield
        # ReportLab leaves out the space at the end of a line, and a reader would say the two words there as one.
        self._code[begun:] = [_END_OF_LINE.sub(r" ) Tj T* \1", code) for code in self._code[begun:]]
        self._code.append("EMC")

    @contextmanager
    def as_artifact(self) -> Iterator[None]:
        """Mark what is drawn as decoration."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def add_link(self, element: Element, address: str, place: tuple[float, float, float, float]) -> None:
        """Let a place on the page be pressed, as a part of a link's element."""
        link = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray(self._absRect(place, 1)),
                "Border": PDFArray([0, 0, 0]),
                "Contents": PDFString(address),
                "A": PDFDictionary({"S": PDFName("URI"), "URI": PDFString(address)}),
                "F": 4,
            }
        )
        name = f"link{len(self._links)}"
        self._addAnnotation(link, name)
        element.children.append(_Piece(len(self._marked) - 1, len(self._links), self._doc.refAnnotation(name)))
        self._links.append(element)

    def showPage(self) -> None:  # noqa: N802  # ReportLab's name
        """End the page."""
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._marked) - 1, PDFName("S")
        self._marked.append([])

    def save(self) -> None:
        """Write the tree and end the file."""
        if len(self._code):
            self.showPage()
        self._write_total()
        self._write_tree()
        super().save()

    def _write_total(self) -> None:
        self.beginForm(TOTAL, 0, -4, 20, 12)
        self.setFont(REGULAR, FOOT_SIZE)
        self.setFillColor(FOOT_COLOUR)
        self.drawString(0, 0, str(len(self._marked) - 1))
        self.endForm()

    def _write_tree(self) -> None:
        document = self._doc
        pages = [document.Reference(page) for page in document.Pages.pages]
        root, written = PDFDictionary({"Type": PDFName("StructTreeRoot")}), dict[Element, Any]()
        root_at = document.Reference(root, "StructTreeRoot")

        def write(element: Element, parent: Any) -> Any:
            entry = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.kind), "P": parent})
            at = written[element] = document.Reference(entry, f"StructElem{len(written)}")
            entry["K"] = PDFArray(
                [
                    write(each, at) if isinstance(each, Element) else self._piece(each, pages)
                    for each in element.children
                ]
            )
            return at

        root["K"] = write(self._root, root_at)
        numbers: list[Any] = []
        for key, marked in enumerate(self._marked[:-1]):
            numbers += [key, PDFArray([written[element] for element in marked])]
        for count, element in enumerate(self._links):
            key = len(pages) + count
            numbers += [key, written[element]]
            link = document.idToObject[document.refAnnotation(f"link{count}").name]
            link["StructParent"] = key
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}), "ParentTree")
        root["ParentTreeNextKey"] = len(pages) + len(self._links)
        document.Catalog.StructTreeRoot = root_at
        document.Catalog.MarkInfo = document.Reference(PDFDictionary({"Marked": "true"}), "MarkInfo")
        document.Catalog.Metadata = document.Reference(_metadata(self._doc.info.title), "Metadata")

    @staticmethod
    def _piece(piece: _Piece, pages: Sequence[Any]) -> Any:
        if piece.link is None:
            return PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[piece.page], "MCID": piece.number})
        return PDFDictionary({"Type": PDFName("OBJR"), "Pg": pages[piece.page], "Obj": piece.link})


def build_tagged(
    story: Sequence[Flowable],
    root: Element,
    *,
    title: str,
    author: str,
    margin: float,
    foot: str,
) -> bytes:
    """Lay a story out on A4 with its tree. ``foot`` stands below each page; the same story gives the same bytes."""
    register_fonts()
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin + 14,
        title=title,
        author=author,
        lang="en-GB",
        invariant=1,
        displayDocTitle=1,
        initialFontName=REGULAR,
    )

    def draw_foot(canvas: TaggedCanvas, _: object) -> None:
        right = A4[0] - margin - 6
        with canvas.as_artifact():
            canvas.setFont(REGULAR, FOOT_SIZE)
            canvas.setFillColor(FOOT_COLOUR)
            canvas.drawString(margin + 6, FOOT_HEIGHT, foot)
            canvas.drawRightString(right - 11, FOOT_HEIGHT, f"Page {canvas.getPageNumber()} of")
            canvas.translate(right - 9, FOOT_HEIGHT)
            canvas.doForm(TOTAL)
            canvas.translate(9 - right, -FOOT_HEIGHT)

    document.build(
        list(story), onFirstPage=draw_foot, onLaterPages=draw_foot, canvasmaker=partial(TaggedCanvas, root=root)
    )
    return target.getvalue()


@cache
def register_fonts() -> None:
    """Make the fonts known to ReportLab: they hold every letter of Europe, where a PDF's own fonts lack ŵ and ł."""
    folder = resources.files("font_source_sans_pro").joinpath("files")
    for name in (REGULAR, BOLD):
        with resources.as_file(folder.joinpath(f"{name}.ttf")) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))


def _metadata(title: str) -> Any:
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        "<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    dictionary = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    return PDFStream(dictionary=dictionary, content=text.encode(), filters=[])
