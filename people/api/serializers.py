"""Serializers that refuse what they do not know."""

import json
from typing import Any

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer


class StrictSerializer(serializers.Serializer):
    """A field of a body that is none of ours is an error: a misspelt one would be lost without a word.

    So is one that nobody sets, such as an id, unless it comes back as it was read.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            refused = {name: ["There is no such field."] for name in map(str, data) if name not in self.fields}
            told = (name for name, field in self.fields.items() if field.read_only and name in data)
            refused |= {name: ["This is not yours to set: leave it out."] for name in told
                        if not self._is_as_read(name, data[name])}  # fmt: skip
            if refused:
                raise serializers.ValidationError(dict(sorted(refused.items())))
        return super().to_internal_value(data)

    def _is_as_read(self, name: str, value: Any) -> bool:
        if self.instance is None:
            return False
        shown = self.to_representation(self.instance)[name]
        return bool(json.loads(JSONRenderer().render(shown)) == value)


class NoBodySerializer(StrictSerializer):
    """A request that says everything by its address."""
