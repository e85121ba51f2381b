"""A Decimal that stands in a payload as a JSON number; in Python it stays what it is."""

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer

Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
