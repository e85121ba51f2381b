"""Base serializers that refuse unknown and read-only fields."""

import json
from typing import Any

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer


class StrictSerializer(serializers.Serializer):
    """Refuse unknown fields, so that a misspelled one is not silently lost.

    Refuse read-only fields too, unless they have their current value.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            refused = {name: ["Unknown field."] for name in map(str, data) if name not in self.fields}
            read_only = [name for name, field in self.fields.items() if field.read_only and name in data]
            current = {}
            if read_only and self.instance is not None:
                current = json.loads(JSONRenderer().render(self.to_representation(self.instance)))
            refused |= {name: ["Read-only field."] for name in read_only
                        if name not in current or current[name] != data[name]}  # fmt: skip
            if refused:
                raise serializers.ValidationError(dict(sorted(refused.items())))
        return super().to_internal_value(data)


class NoBodySerializer(StrictSerializer):
    """A request without a body."""
