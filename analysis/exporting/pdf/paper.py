"""The paper of the PDF: fonts, colors, headings, running text, page numbers and what fits on a page."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from portfolios.cleaning import clean_text

FONTS = Path(__file__).parent / "fonts"
MARGIN, TOP, BOTTOM = 20.0, 20.0, 22.0
Color = tuple[int, int, int]
INK, TEXT, MUTED, LINE = (6, 33, 71), (38, 54, 79), (85, 99, 122), (227, 232, 239)
PLAIN, ACT, TRACK, YOU = (111, 143, 184), (201, 131, 0), (237, 241, 245), (32, 157, 215)
FAR, NEAR = (217, 238, 248), (161, 215, 240)
LINE_HEIGHT = 1.45
POINT = 25.4 / 72  # in millimeters
UNKNOWN = "?"
"""What stands for a character that the fonts do not have."""
REPLACED = {ord("→"): "to", ord("≥"): "at least", ord("≤"): "at most", ord("≈"): "about"}


class Paper(FPDF):
    """US Letter in millimeters. The same calls give the same bytes: the only time in it is that of the analysis.

    scale: by which text and the space below it are smaller.
    """

    def __init__(self, title: str, made_at: datetime) -> None:
        super().__init__(format="letter")
        self.add_font("Inter", "", FONTS / "Inter-Regular.ttf")
        self.add_font("Inter", "B", FONTS / "Inter-SemiBold.ttf")
        self.set_margins(MARGIN, TOP, MARGIN)
        self.c_margin = 0.0
        self.set_auto_page_break(True, BOTTOM)
        self.set_title(title)
        self.set_lang("en-US")
        self.set_author("Alex")
        self.set_creation_date(made_at)
        self.running_title, self.scale = title, 1.0

    def close_fonts(self) -> None:
        """Close the files of the fonts, which a paper reads until it is written or given up."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def footer(self) -> None:
        """Print title and page number below every page but the cover."""
        if self.page_no() == 1:
            return
        self.set_y(-14)
        self.use_font(8, color=MUTED)
        self.cell(self.epw / 2, 5, self.running_title)
        self.cell(self.epw / 2, 5, f"Page {self.page_no()} of {{nb}}", align=Align.R)

    def use_font(self, size: float, *, bold: bool = False, color: Color = TEXT) -> None:
        self.set_font("Inter", "B" if bold else "", size * self.scale)
        self.set_text_color(*color)

    def heading(self, text: str, *, level: int = 0) -> None:
        """Print a heading that stays with what follows, and add it to the outline."""
        size = (17.0, 12.0)[level]
        self.keep_together((30, 16)[level])
        self.use_font(size, bold=True, color=INK)
        self.start_section(text, level=level)
        self.multi_cell(0, size * self.scale * POINT * 1.3, text, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln((2 if level == 0 else 1.2) * self.scale)

    def paragraph(
        self, text: str, *, size: float = 10, bold: bool = False, color: Color = TEXT, indent: float = 0,
        space: float = 2.6,
    ) -> None:  # fmt: skip
        """Print running text and leave some space below it."""
        self.use_font(size, bold=bold, color=color)
        self.set_x(self.l_margin + indent)
        height = size * self.scale * POINT * LINE_HEIGHT
        self.multi_cell(
            self.epw - indent, height, printable(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )  # fmt: skip
        self.ln(space * self.scale)

    def measure(self, text: str, size: float, width: float, *, bold: bool = False) -> float:
        """Return the height of running text of a width."""
        self.use_font(size, bold=bold)
        lines: Any = self.multi_cell(width, text=printable(text), align=Align.L, dry_run=True, output="LINES")
        return len(lines) * size * self.scale * POINT * LINE_HEIGHT

    @property
    def room(self) -> float:
        """Return the height that is left on this page."""
        return float(self.page_break_trigger - self.get_y())

    def keep_together(self, height: float) -> None:
        """Go on to a new page if so much does not fit here."""
        if self.room < height:
            self.add_page()

    def shorten(self, text: str, width: float) -> str:
        """Return a text as it fits into a width in the current font, with three dots where it was cut."""
        text = printable(text)
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(f"{text}…") > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def put(self, x: float, y: float, text: str, *, align: str = "L") -> None:
        """Print a short text in the current font with its baseline at y, which ends at x or has its middle there."""
        shift = {"L": 0.0, "C": 0.5, "R": 1.0}[align]
        text = printable(text)
        self.text(x - shift * self.get_string_width(text), y, text)


def printable(text: str) -> str:
    """Return a text without control characters, and with a sign for what the fonts do not have."""
    known = load_characters()
    text = clean_text(text).translate(REPLACED)
    return "".join(character if ord(character) in known else UNKNOWN for character in text)


@lru_cache(maxsize=1)
def load_characters() -> Mapping[int, str]:
    """Return the characters of the fonts; both have the same."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / "Inter-Regular.ttf") as font:
        return dict(font.getBestCmap())
