"""The Langfuse projects that traces go to. No SDK here, because pages and system checks use them too."""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MASK_PROMPTS, MASK_PEOPLE = "prompts", "people"
ALL_MASKS = frozenset({MASK_PROMPTS, MASK_PEOPLE})
"""What can be masked: all texts of a run; the person, what they own and the names they gave it."""


@dataclass(frozen=True)
class LangfuseProject:
    """One project's keys and server address. seconds: how long an ending process waits for the server.

    role: of the agent whose traces it receives; empty for the project of all agents without one of their own.
    """

    role: str = ""
    public_key: str = ""
    secret_key: str = field(default="", repr=False)
    address: str = ""
    masked: frozenset[str] = frozenset()
    seconds: int = 3

    @property
    def is_set(self) -> bool:
        return bool(self.public_key or self.secret_key)

    @property
    def is_ready(self) -> bool:
        return self.is_set and not any(self.find_errors())

    @property
    def has_personal_data(self) -> bool:
        """Return whether consent is needed: a fully masked trace says nothing about a person."""
        return self.is_ready and not self.masked >= ALL_MASKS

    @property
    def label(self) -> str:
        return f"Langfuse at {urlsplit(self.address).netloc}"

    @property
    def has_safe_address(self) -> bool:
        """Return whether the address uses https or stays on this machine, without user, query or fragment."""
        try:
            parts = urlsplit(self.address)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return False
        if not host or parts.username or parts.password or parts.query or parts.fragment:
            return False
        is_loopback = host == "localhost"
        with suppress(ValueError):
            is_loopback = is_loopback or ipaddress.ip_address(host).is_loopback
        return parts.scheme == "https" or (parts.scheme == "http" and is_loopback)

    def find_errors(self) -> Iterator[str]:
        """Yield each mistake in the settings; none if no key is set."""
        if not self.is_set:
            return
        if not (self.public_key and self.secret_key):
            missing = "LANGFUSE_SECRET_KEY" if self.public_key else "LANGFUSE_PUBLIC_KEY"
            yield f"{missing}{'_' if self.role else ''}{self.role.upper()} is not set."
        if not self.has_safe_address:
            yield f"LANGFUSE_BASE_URL must be an https address, or this machine's, not {self.address!r}."
        if unknown := self.masked - ALL_MASKS:
            yield f"LANGFUSE_MASK knows {MASK_PROMPTS} and {MASK_PEOPLE}, not {', '.join(sorted(unknown))}."


@dataclass(frozen=True)
class LangfuseProjects:
    """The project of this installation, and those of single agents. All are on one server, with the same masks."""

    common: LangfuseProject = LangfuseProject()
    of_agents: Sequence[LangfuseProject] = ()

    @property
    def ready(self) -> tuple[LangfuseProject, ...]:
        return tuple(project for project in (self.common, *self.of_agents) if project.is_ready)

    @property
    def is_ready(self) -> bool:
        return bool(self.ready)

    @property
    def has_personal_data(self) -> bool:
        return any(project.has_personal_data for project in self.ready)

    @property
    def label(self) -> str:
        return self.common.label

    @property
    def masked(self) -> frozenset[str]:
        return self.common.masked

    def for_role(self, role: str) -> LangfuseProject | None:
        """Return the project that receives this agent's work; with an empty role the common one."""
        by_role = {project.role: project for project in self.ready}
        return by_role.get(role) or by_role.get("")

    def group_roles(self, roles: Sequence[str]) -> Mapping[LangfuseProject, list[str]]:
        """Return which of these agents each project receives. The common project is there in any case."""
        groups: dict[LangfuseProject, list[str]] = {self.common: []} if self.common.is_ready else {}
        for role in roles:
            if project := self.for_role(role):
                groups.setdefault(project, []).append(role)
        return groups

    def find_errors(self) -> Iterator[str]:
        """Yield each mistake in the settings once."""
        yield from dict.fromkeys(error for project in (self.common, *self.of_agents) for error in project.find_errors())
