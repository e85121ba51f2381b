"""An action as it is printed and stored: its sentences, its effect and its place in the one list."""

from collections.abc import Iterable, Iterator

from advisors.actions.action import Advised, Effect
from advisors.actions.tiers import Tier
from advisors.claims.statement import Statement
from advisors.document.parts import Author, Sentence, build_sentence
from portfolios.valuation.snapshot import FrozenModel


class PrintedAction(FrozenModel):
    """One action of the list. priority: 1 comes first. group: the group that it is an option of.

    options: the members, if it is a group itself. author: who chose its place in its tier.
    """

    id: str
    kind: str
    arguments: tuple[str, ...] = ()
    tier: str
    priority: int = 0
    group: str = ""
    title: Sentence
    reason: tuple[Sentence, ...] = ()
    warning: Sentence | None = None
    options: tuple["PrintedAction", ...] = ()
    effect: Effect = Effect()

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Yield everything that is printed of it, in order."""
        yield self.title
        yield from self.reason
        for option in self.options:
            yield from option.sentences
        if self.warning:
            yield self.warning


def print_actions(actions: Iterable[Advised], author: Author = "code") -> tuple[PrintedAction, ...]:
    """Print a ranked list of actions."""

    def print_one(statement: Statement) -> Sentence:
        return build_sentence(statement, 0, author=author)

    return tuple(
        PrintedAction(
            id=one.action.id, kind=one.action.name, arguments=one.action.arguments, tier=Tier(one.tier).name.lower(),
            priority=one.priority, group=one.group, title=print_one(one.title),
            reason=tuple(map(print_one, one.reason)), warning=print_one(one.warning) if one.warning else None,
            options=print_actions(one.options, author), effect=one.effect,
        )
        for one in actions
    )  # fmt: skip
