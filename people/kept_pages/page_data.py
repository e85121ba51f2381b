"""Which tables kept pages show. A change of such a table raises the data version of the owner of the row."""

from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True)
class PageData:
    """Say that kept pages show rows of a model, as its attribute `page_data`.

    owner: the field that leads to the user whose pages show the row; a row without an owner is on everybody's pages.
    Empty: every row is on everybody's pages.
    only: an update counts only if one of these fields changes. Empty: every update counts.
    """

    owner: str = "user"
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class WatchedTable:
    """A table with triggers, and the columns that they compare: the key and those of `only`."""

    name: str
    owner: str
    compared: tuple[str, ...]


def watched_tables() -> list[WatchedTable]:
    tables = []
    for model in apps.get_models():
        data: PageData | None = getattr(model, "page_data", None)
        if data is None:
            continue
        columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
        assert model._meta.pk is not None
        key = (model._meta.pk.name, *data.only) if data.only else ()
        tables.append(
            WatchedTable(
                model._meta.db_table, columns[data.owner] if data.owner else "", tuple(columns[name] for name in key)
            )
        )
    return tables
