"""Find the claim that a line of an outline means, or what is wrong with the line."""

from dataclasses import dataclass
from difflib import get_close_matches

from advisors.actions.action import Advised
from advisors.claims.registry import KINDS, parse_claim, say
from advisors.claims.statement import CannotSay, Statement
from advisors.outline.grammar import OutlineLine
from advisors.outline.menu import Menu, list_arguments, normalize, write_line

NEAREST = 3
MAX_CANDIDATES = 400


class WrongLine(Exception):
    """A line that code cannot print. Its text says what would be right, for the model."""


@dataclass(frozen=True)
class ResolvedLine:
    """A line with what it means. read_as: how code reads it, if that differs from the line."""

    line: OutlineLine
    statement: Statement
    read_as: str = ""


def resolve_claim(line: OutlineLine, menu: Menu) -> ResolvedLine:
    """Return the statement that a line asks for. Raises WrongLine."""
    if copied := menu.by_text.get(normalize(line.text.partition(" = ")[0])):
        return ResolvedLine(line, copied, write_line(copied))
    kind = find_kind(line)
    statement = match_arguments(menu.by_name.get(kind, ()), line, menu) or _judge(kind, line, menu)
    exact = write_line(statement)
    return ResolvedLine(line, statement, "" if normalize(line.text).endswith(normalize(exact)) else exact)


def find_kind(line: OutlineLine) -> str:
    """Return the kind of claim that a line names. Raises WrongLine with the nearest names."""
    if line.name in KINDS:
        return line.name
    near = get_close_matches(line.name, KINDS, n=NEAREST, cutoff=0.6)
    if len(near) == 1 and line.arguments:
        return near[0]
    hint = f" Near: {', '.join(near)}." if near else ""
    raise WrongLine(f"A line begins with the name of a claim from the menu.{hint}")


def resolve_action(line: OutlineLine, menu: Menu) -> Advised:
    """Return the action that a "do" line names. Raises WrongLine with the actions there are."""
    wanted = normalize("_".join((line.name, *line.arguments)))
    for advised in menu.actions:
        if wanted == advised.action.id or wanted == normalize(advised.title.text()):
            return advised
    of_kind = [advised for advised in menu.actions if advised.action.name == line.name]
    if len(of_kind) == 1:
        return of_kind[0]
    raise WrongLine(f"There is no action {line.name}. Actions: {', '.join(a.action.id for a in menu.actions)}.")


def match_arguments(options: tuple[Statement, ...], line: OutlineLine, menu: Menu) -> Statement | None:
    """Return the one statement of a kind whose arguments the line means, exactly or by a name of a member."""
    exact = tuple(argument.lower() for argument in line.arguments)
    for statement in options:
        if statement.arguments == exact or (len(options) == 1 and not line.arguments):
            return statement
    wanted = _read_members(line, options, menu)
    given = {statement.arguments: tuple(map(normalize, statement.arguments)) for statement in options}
    whole = [s for s in options if given[s.arguments] == wanted]
    endings = [s for s in options if wanted and given[s.arguments][-len(wanted) :] == wanted]
    about = [s for s in options if not s.arguments and wanted and {figure.fact.of for figure in s.figures} >= {*wanted}]
    return next((found[0] for found in (whole, endings, about) if len(found) == 1), None)


def _read_members(line: OutlineLine, options: tuple[Statement, ...], menu: Menu) -> tuple[str, ...]:
    """Return the members that the arguments mean. A family before a dot goes, and a name becomes its member.

    A name that several members have, such as an account and a trade in it, means the one that the kind can be said of.
    """
    possible = {normalize(argument) for statement in options for argument in statement.arguments}
    possible |= {figure.fact.of for statement in options for figure in statement.figures}

    def read_name(name: str) -> str:
        members = menu.aliases.get(name, frozenset())
        found = members & possible or members
        return name if name in possible or len(found) != 1 else next(iter(found))

    whole = normalize(" ".join(line.arguments))
    if read_name(whole) in possible:
        return (read_name(whole),)
    return tuple(read_name(normalize(argument.lower().rpartition(".")[2])) for argument in line.arguments)


def _judge(kind: str, line: OutlineLine, menu: Menu) -> Statement:
    """Ask the claim itself, for arguments that the menu does not list. Raises WrongLine with what can be said."""
    fields = list(KINDS[kind].model_fields)
    members = _read_members(line, menu.by_name.get(kind, ()), menu)
    reason = "it is not true of this person, or not known"
    if len(fields) == len(members):
        try:
            return say(parse_claim(kind, dict(zip(fields, members, strict=True))), menu.case)
        except CannotSay as refused:
            reason = refused.explanation
    possible = list_arguments(menu.by_name.get(kind, ())[:MAX_CANDIDATES])
    near = get_close_matches(" ".join(members), possible, n=NEAREST, cutoff=0.0) or possible[:NEAREST]
    choices = f" {kind} can be said of: {', '.join(near)}." if any(near) else ""
    raise WrongLine(f"This cannot be said: {reason}.{choices}")
