"""JSON columns that are opened only through a pydantic type."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from pydantic import TypeAdapter
from pydantic import ValidationError as SchemaError


class SchemaField(models.JSONField):
    """In Python a value of `schema` (a pydantic model or any type pydantic knows); in PostgreSQL its JSON.

    Migrations do not know the schema, so that changing it needs none: give new fields a default.
    """

    def __init__(self, schema: Any = None, **options: Any) -> None:
        self.adapter: TypeAdapter[Any] | None = None if schema is None else TypeAdapter(schema)
        super().__init__(**{"encoder": DjangoJSONEncoder, **options})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        raw = super().from_db_value(value, expression, connection)
        return raw if raw is None or self.adapter is None else self.adapter.validate_python(raw)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or self.adapter is None or hasattr(value, "resolve_expression"):
            return value
        return self.adapter.dump_python(value, mode="json")

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if value is None or self.adapter is None:
            return value
        try:
            return self.adapter.validate_python(value)
        except SchemaError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise ValidationError(f"{where}: {first['msg']}" if where else first["msg"]) from error

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(self.get_prep_value(value), model_instance)
