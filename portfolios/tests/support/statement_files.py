"""Statements as PDF files, made here line by line in a font of fixed width."""

from portfolios.importers.statements.proposal import ProposedAccount, ProposedHolding, StatementProposal

LINES = """Example Brokerage
Alice Example, 12 Main Street
Statement of November 1, 2025 to November 30, 2025
Roth IRA Account Number X12345678
Description                         Quantity       Price   Market Value         Cost
VANGUARD TOTAL STOCK ETF (VTI)       100.000    $250.00     $25,000.00   $20,000.00
VANGUARD TOTAL BOND ETF (BND)         50.000     $70.00      $3,500.00    $4,000.00
Cash balance                                                   $500.00
Total account value                                         $29,000.00
Questions? Call us.""".splitlines()
"""The text of a statement of one account."""


def write_pdf(*pages):
    """Return a PDF with these pages, each a list of lines."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]  # fmt: skip
    for number, lines in enumerate(pages):
        shown = b"\n".join(b"(" + _escape(line) + b") Tj T*" for line in lines)
        content = b"BT /F1 9 Tf 11 TL 40 780 Td\n" + shown + b"\nET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _join(parts)


def _escape(line):
    text = line.encode("cp1252", "replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _join(parts):
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(data))
    )


def propose(**changes):
    """Return the right proposal for LINES. changes: of its account, or of the whole (dated, dated_line)."""
    holdings = [
        holding(6, "VTI", "VANGUARD TOTAL STOCK ETF", "100.000", "250.00", "25,000.00"),
        holding(7, "BND", "VANGUARD TOTAL BOND ETF", "50.000", "$70.00", "$3,500.00"),
        holding(8, "", "Cash balance", "", "", "500.00"),
    ]
    whole = {name: changes.pop(name) for name in ("dated", "dated_line") if name in changes}
    account = {"name": "Roth IRA", "holdings": holdings, "total": "$29,000.00", "total_line": 9, **changes}
    given = {"dated": "November 30, 2025", "dated_line": 3, "accounts": [ProposedAccount(**account)], **whole}
    return StatementProposal(**given)


def holding(line, symbol, name, quantity, price, value):
    return ProposedHolding(line=line, symbol=symbol, name=name, quantity=quantity, price=price, value=value)
