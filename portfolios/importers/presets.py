"""Brokers whose positions files need no page of columns: each is one small file of headings in `presets/`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True)
class BrokerPreset:
    """A broker's positions file: the heading of each field. A file with all of them matches.

    currency: of every amount in the file, or empty if the rows must say it.
    """

    name: str
    columns: dict[str, str]
    currency: str = ""


def load_presets(folder: Path = FOLDER) -> tuple[BrokerPreset, ...]:
    """Load every layout, those with the most headings first: they say the most about a file."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        broker = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [BrokerPreset(broker["name"], layout, broker["currency"]) for layout in broker["layouts"]]
    return tuple(sorted(found, key=lambda preset: -len(preset.columns)))


BROKER_PRESETS = load_presets()
