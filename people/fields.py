"""Model and form fields: JSON with a pydantic type, and email addresses in their normal form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from pydantic import BaseModel, TypeAdapter
from pydantic import ValidationError as SchemaError

from people.sign_in.addresses import AddressRefused, new_address, normal_address

NO_ADDRESS = "nobody"
"""Matches no row: a stored address has an @."""


class SchemaField(models.JSONField):
    """Store a value of `schema` (any type that pydantic knows) as JSON.

    Migrations do not know the schema, so a change of it needs no migration. Give new fields a default.
    """

    def __init__(self, schema: Any = None, **options: Any) -> None:
        self.adapter: TypeAdapter[Any] | None = None if schema is None else TypeAdapter(schema)
        super().__init__(**{"encoder": DjangoJSONEncoder, **options})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        raw = super().from_db_value(value, expression, connection)
        return raw if raw is None or self.adapter is None else self.adapter.validate_python(raw)

    def get_prep_value(self, value: Any) -> Any:
        """Return the JSON to store. Raises pydantic's ValidationError for a value that does not fit the schema."""
        if value is None or self.adapter is None or hasattr(value, "resolve_expression"):
            return value
        return self.adapter.dump_python(self.adapter.validate_python(value), mode="json")

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


class RowSchemaAttribute(DeferredAttribute):
    """Read a RowSchemaField: parse the stored JSON on first use, with the model class of its row."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, dict):
            return value
        parsed = self.field.model_of(instance).model_validate(value)  # type: ignore[attr-defined]
        instance.__dict__[self.field.attname] = parsed
        return parsed

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class RowSchemaField(SchemaField):
    """Store a pydantic model as JSON whose class depends on its row, such as on the row's type.

    model_of: return the model class of a row. Reading an instance gives the model; `values()` gives the stored JSON.
    """

    descriptor_class = RowSchemaAttribute

    def __init__(self, model_of: Callable[[Any], type[BaseModel]] | None = None, **options: Any) -> None:
        self.model_of = model_of
        super().__init__(**options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the value to save. Raises pydantic's ValidationError for a value of another class."""
        value = super().pre_save(model_instance, add)
        assert self.model_of is not None
        return None if value is None else self.model_of(model_instance).model_validate(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if not isinstance(value, BaseModel):
            raise TypeError(f"{self.name} takes a pydantic model, not {type(value).__name__}.")
        return value.model_dump(mode="json")

    def deconstruct(self) -> Any:
        """Describe a plain SchemaField: migrations only need the column."""
        name, _, args, options = super().deconstruct()
        return name, "people.fields.SchemaField", args, options


class NewAddressInput(forms.EmailField):
    """A form field for an address to register. It refuses look-alikes."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return new_address(typed) if typed else ""


class KnownAddressInput(forms.EmailField):
    """A form field for an address to look up, in any form."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return normal_address(typed) if typed else ""


class AddressField(models.EmailField):
    """An email address. It is always stored and looked up in its normal form."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(new_address(value) if value else value, model_instance)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": NewAddressInput, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = normal_address(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(normal_address(value) if isinstance(value, str) else value, connection)

    def get_prep_value(self, value: Any) -> Any:
        """Prepare a value for a look-up. Text that is not an address matches no row."""
        if not isinstance(value, str):
            return super().get_prep_value(value)
        try:
            return normal_address(value)
        except AddressRefused:
            return NO_ADDRESS

    def deconstruct(self) -> Any:
        """Describe a plain EmailField: migrations only need the column."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.EmailField", args, options
