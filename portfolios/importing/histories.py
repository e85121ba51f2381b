"""Pure: count the transactions of several files of an import together, where they go into one account."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from portfolios.importers.columns import ColumnMapping
from portfolios.importers.lines import ImportLine
from portfolios.importers.readers.formats import guess_mapping
from portfolios.importers.rows import read_lines
from portfolios.importers.table import FileUnreadable, Table
from portfolios.importers.transactions.merging import ActivityFile, MergedHistory, merge_activity
from portfolios.importing.plan import SKIP_ACCOUNT, FileLines

OFX = "OFX"
"""How files of one account are written whose transactions need no account."""
Parts = Mapping[int, frozenset[str]]
"""By the number of a file, which of its accounts list transactions of one account here."""


class HistoryJoiner:
    """Joins the transactions of files. tables, mappings: of the files, as they were read."""

    def __init__(self, files: Sequence[FileLines], tables: Sequence[Table], mappings: Sequence[ColumnMapping]) -> None:
        self.files, self.tables, self.mappings = list(files), tables, mappings
        self.joined: set[tuple[int, str]] = set()

    def join(self, *, today: date) -> list[FileLines]:
        """Return the lines of all files, with the positions of an account computed from all its transactions.

        They take the place of those of the file with the last transaction, whose cash counts, too; all others are left
        out. A file whose transactions give no positions by themselves is refused where no other file completes it.
        """
        for parts in self._find_parts().values():
            if len(parts) < 2:
                continue
            self.joined |= {(n, label) for n, labels in parts.items() for label in labels}
            names = " and ".join(self.files[n].file.name for n in parts)
            activity = [
                ActivityFile(
                    self.tables[n].transactions or self.tables[n],
                    self.files[n].file.name,
                    None if self.tables[n].written == OFX else labels,
                )
                for n, labels in parts.items()
            ]
            try:
                merged = merge_activity(activity, min(parts[min(parts)]))
            except FileUnreadable as error:
                self._replace(parts, refused=str(error))
                continue
            latest = list(parts)[merged.latest]
            others = {n: labels for n, labels in parts.items() if n != latest}
            self._replace(others, left_out=f"{names} are counted together.")
            self._put(merged, latest, parts[latest], names, today=today)
        for n, table in enumerate(self.tables):
            alone = frozenset(label for label in self.files[n].accounts if (n, label) not in self.joined)
            if table.gap and alone:
                self._replace({n: alone}, refused=table.gap)
        return self.files

    def _find_parts(self) -> Mapping[str, Parts]:
        """Return which accounts of which files list transactions, by account here."""
        parts: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
        for n, (file, table) in enumerate(zip(self.files, self.tables, strict=True)):
            for label, target in file.accounts.items():
                if table.transactions is not None and target not in {"", SKIP_ACCOUNT}:
                    parts[target][n] = parts[target].get(n, frozenset()) | {label}
        return parts

    def _replace(self, parts: Parts, *, refused: str = "", left_out: str = "") -> None:
        """Refuse or leave out the lines of these accounts. A refused account has at least one line."""
        for n, labels in parts.items():
            lines = [
                one._replace(refused=refused, left_out=left_out) if one.account in labels else one
                for one in self.files[n].lines
            ]
            without = labels - {one.account for one in lines} if refused else frozenset()
            lines += (ImportLine(0, account=label, refused=refused) for label in sorted(without))
            self.files[n] = replace(self.files[n], lines=lines)

    def _put(self, merged: MergedHistory, n: int, labels: frozenset[str], names: str, *, today: date) -> None:
        """Put the positions of all files into one file in the place of its own, beside its cash, and say so."""
        own, mapping = self.files[n], guess_mapping(merged.positions)
        currency = next((one.currency for one in self.mappings if one.currency), "")
        mapping = replace(mapping, names=self.mappings[n].names, currency=mapping.currency or currency)
        lines = [one for one in own.lines if one.account not in labels or one.cash is not None or one.is_total]
        taken = {one.number for one in lines}
        for one in read_lines(merged.positions, mapping, today=today):
            number = one.number if one.number not in taken else max(taken) + 1
            taken.add(number)
            lines.append(one._replace(account=min(labels), number=number))
        said = f"{names} are counted together: {merged.positions.computed}."
        if merged.repeated:
            said += f" {merged.repeated:,} that stand in more than one of them count once."
        file = replace(own.file, remarks=(*own.file.remarks, said))
        self.files[n] = replace(own, file=file, lines=lines, computed=merged.positions.computed)
