"""Correlations between the log returns of classes and inflation: checked, and factored by our own Cholesky."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from advisors.retirement.inputs.stored import load_assumptions, stored_series_names

Matrix = tuple[tuple[float, ...], ...]
MIN_PIVOT = 1e-10


class AssumptionError(ValueError):
    """An assumption that cannot be simulated; `field` names the key of the plan that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class Correlation(BaseModel):
    """A user's own correlations between log returns: labels and a symmetric matrix with ones on the diagonal.

    Also understood: a bare matrix in the stored order of classes, and pairs {"gold": {"us_equity": 0.1}}.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    labels: tuple[str, ...]
    matrix: Matrix

    @model_validator(mode="before")
    @classmethod
    def _accept_other_shapes(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return {"labels": stored_series_names()[: len(value)], "matrix": value}
        if isinstance(value, Mapping) and not {"labels", "matrix"} & value.keys():
            return _expand_pairs(value)
        return value

    @model_validator(mode="after")
    def _validate_matrix(self) -> "Correlation":
        size = len(self.labels)
        if len(set(self.labels)) != size:
            raise ValueError("labels repeat")
        if len(self.matrix) != size or any(len(row) != size for row in self.matrix):
            raise ValueError(f"the matrix must be {size} by {size}, as the labels are")
        for i, row in enumerate(self.matrix):
            if abs(row[i] - 1) > 1e-9 or any(abs(entry) > 1 for entry in row):
                raise ValueError(f"{self.labels[i]}: 1 on the diagonal, all else between -1 and 1")
            if any(abs(row[j] - self.matrix[j][i]) > 1e-9 for j in range(i)):
                raise ValueError(f"{self.labels[i]}: the matrix is not symmetric")
        return self


def cholesky(matrix: Matrix, labels: Sequence[str]) -> Matrix:
    """Factor a correlation matrix into L with L L' = matrix, lower triangular, by plain loops.

    Plain float64 arithmetic in a fixed order gives the same bits on every processor, which LAPACK does not.
    Raises AssumptionError naming the class at which `matrix` stops being positive definite.
    """
    rows: list[list[float]] = []
    for i, name in enumerate(labels):
        row: list[float] = []
        for j in range(i):
            covered = sum(row[k] * rows[j][k] for k in range(j))
            row.append((matrix[i][j] - covered) / rows[j][j])
        pivot = matrix[i][i] - sum(entry * entry for entry in row)
        if pivot < MIN_PIVOT:
            raise AssumptionError("correlation", f"not positive definite: {name} contradicts the classes before it")
        rows.append([*row, sqrt(pivot)])
    return tuple(tuple(row + [0.0] * (len(labels) - len(row))) for row in rows)


def _expand_pairs(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """Spread {"gold": {"us_equity": 0.1}} over the stored matrix; other shapes are left for the checks."""
    labels = stored_series_names()
    matrix = [list(row) for row in load_assumptions()["correlation"]["matrix"]]
    for first, others in pairs.items():
        for second, value in others.items() if isinstance(others, Mapping) else ():
            if first not in labels or second not in labels:
                raise ValueError(f"{first}, {second}: not both classes of the preset")
            i, j = labels.index(first), labels.index(second)
            matrix[i][j] = matrix[j][i] = value
    return {"labels": labels, "matrix": matrix}
