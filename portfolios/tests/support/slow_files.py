"""List files that try to exhaust time, memory or stack. Each must be read or refused quickly."""

from portfolios.tests.support.import_files import content

TABLE = b"Symbol,Quantity\nVTI,12\n"
OFX_START, OFX_END = content("brokerage.ofx").split(b"<OFX>", 1)
OFX_END = b"<OFX>" + OFX_END
XML_START, XML_END = content("brokerage_xml.ofx").split(b"<OFX>", 1)
XML_END = b"<OFX>" + XML_END


def with_cells(*cells: bytes) -> bytes:
    return b"Symbol,Quantity,As of,Name,Price\n" + b"\n".join(cells) + b"\n"


REFUSED_FILES = {
    "one long remark": (b"as of " * 3_400 + b"\n" + TABLE, "longer than 5,000 characters"),
    "one long remark in halves": ((b"as of " * 3_400 + b",") * 2 + b"\n" + TABLE, "longer than 5,000 characters"),
    "one long line": (b"as of ," * 7_200 + b"\n" + TABLE, "longer than 50,000 characters"),
    "one long heading": (b"Symbol" + b" _" * 3_000 + b",Quantity\nVTI,1\n", "longer than 5,000"),
    "a day of spaces": (with_cells(b"VTI,1,1" + b" " * 20_000 + b"x,,"), "longer than 5,000"),
    "a number of spaces": (with_cells(b"VTI,1" + b" " * 20_000 + b"x,,,"), "longer than 5,000"),
    "many cells": (b"," * 199 + b"Symbol,Quantity\n" + b"a,b\n" * 100_000, "more than 200 columns"),
    "many padded cells": (b"Symbol,Quantity" + b",x" * 150 + b"\n" + b"a,1\n" * 100_000, "more than 3,000,000 cells"),
    "many empty cells": (TABLE + (b"," * 40_000 + b"x\n") * 100, "more than 3,000,000 cells"),
    "a long value in our own JSON": (
        b'{"format": "alex-portfolio", "version": 1, "accounts": [{"account": "%s", "positions": []}]}' % (b"a" * 6000),
        "longer than 5,000",
    ),
    "an OFX header of spaces": (OFX_START.strip() + b" " * 200_000 + OFX_END, "header is longer"),
    "an OFX header of inner spaces": (OFX_START.replace(b"DATA", b" " * 200_000) + OFX_END, "header is longer"),
    "a long XML declaration of spaces": (b"<?xml" + b" " * 200_000 + b"?>" + XML_END, "longer than"),
    "open CDATA sections": (OFX_START + b"<OFX>" + b"<A><![CDATA[" * 20_000, "CDATA section is never closed"),
    "closed CDATA sections": (OFX_START + b"<OFX>" + b"<A><![CDATA[x]]>" * 20_000 + b"</OFX>", "no positions"),
    "a long OFX value": (content("brokerage.ofx").replace(b"VANGUARD TOTAL", b"V" * 6_000), "longer than 5,000"),
    "nested tags": (OFX_START + b"<OFX>" + b"<A>" * 150_000, "more than 40 tags are nested"),
    "nested tags inside": (OFX_START + OFX_END.replace(b"<SECLIST>", b"<SECLIST>" * 150_000), "more than 40 tags"),
    "nested tags of hard spaces": (OFX_START + b"<OFX>" + b"<A>\xa0" * 150_000, "more than 40 tags are nested"),
    "empty tags": (OFX_START + b"<OFX>" + b"<A></a>" * 150_000, "no positions"),
    "end tags of values": (OFX_START + b"<OFX>" + b"<A>" * 30 + b"<B>1</B></C>" * 300_000, "no positions"),
    "an unfinished web page": (b"<html><table>" + b"<!--<td><script>" * 400_000, "without a table"),
    "an Excel workbook that is none": (b"PK\x03\x04" + b"\x00" * 1_000_000, "cannot be read"),
    "nested tags and values": (OFX_START + b"<OFX>" + b"<A><B>1</B>" * 150_000, "more than 40 tags are nested"),
    "nested tags of XML": (XML_START + b"<OFX>" + b"<A>" * 150_000, "more than 40 tags are nested"),
    "nested lists in our own JSON": (b'{"format": ' + b"[" * 5_000_000, "not an Alex export"),
    "many tags": (OFX_START + b"<OFX>" + b"<A>1" * 1_300_000, "more than 1,200,000 tags"),
}  # fmt: skip
"""Files that are refused, with part of the message."""

READABLE_FILES = {
    "remarks as long as they may be": with_cells(b"VTI,1,,,", *[b"as of " * 800] * 1_800),
    "remarks with half a day": with_cells(b"VTI,1,,,", *[b"as of " + b"1/1/" * 1_200] * 1_800),
    "days as long as cells may be": with_cells(*[b"VTI,1,1" + b" " * 4_900 + b"x,,"] * 1_800),
    "numbers as long as cells may be": with_cells(*[b'VTI,"1' + b",111" * 1_200 + b'",,,'] * 1_800),
    "prices of spaces": with_cells(*[b"VTI,1,,,1" + b" " * 4_900 + b"x"] * 1_800),
    "names of accents": with_cells(*["VTI,1,,{},".format("a" + "\u0301\u0323" * 2_400).encode()] * 1_000),
    "names of Tibetan vowels": with_cells(*["VTI,1,,{},".format("\u0f73" * 4_800).encode()] * 600),
    "names of hidden characters": with_cells(*["VTI,1,,{},".format("\u202e" * 4_800).encode()] * 600),
    "formulas that never end": with_cells(*[b'VTI,1,,"=' + b" " * 4_900 + b'",'] * 1_800),
}
"""Files that are read, with each row accepted or refused on its own."""
