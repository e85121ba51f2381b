"""A PostgreSQL backend with two roles (owner and app) that can start the embedded server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base, creation, operations
from django.db.utils import DatabaseErrorWrapper
from psycopg import Error, OperationalError

from alex.aws.database_token import build_token
from alex.aws.metrics import emit
from alex.aws.secrets import read_secret
from alex.postgres.embedded import DatabaseUnavailable, EmbeddedPostgres
from people.platform_faults import record_lost_connection


def _read_login(secret: str, *, fresh: bool = False) -> dict[str, str]:
    """Return the login that a secret of AWS holds, as parameters of psycopg."""
    login = read_secret(secret, fresh=fresh)
    return {"user": login["username"], "password": login["password"]}


@lru_cache(maxsize=4)
def embedded_server(home: str) -> EmbeddedPostgres:
    return EmbeddedPostgres(Path(home))


class DatabaseOperations(operations.DatabaseOperations):
    connection: "DatabaseWrapper"

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        with self.connection.as_owner():  # only the owner may truncate and restart sequences
            super().execute_sql_flush(sql_list)


class DatabaseCreation(creation.DatabaseCreation):
    """Create test databases as the owner."""

    connection: "DatabaseWrapper"

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        with self.connection.as_owner():
            return super().create_test_db(*args, **kwargs)


class ConnectionLossRecorder(DatabaseErrorWrapper):
    """Record on an error without SQLSTATE that the connection was lost, which nobody can tell later."""

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if isinstance(exc_value, Error) and exc_value.sqlstate is None:
            connection = self.wrapper.connection  # type: ignore[attr-defined]
            if connection is None or connection.closed:
                record_lost_connection(exc_value)
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as the app's role, or as the owner of the tables.

    OPTIONS: `embedded_home` is the folder of the embedded server, `owner` the login of the owner if it has its own,
    `login_secret` and `owner_secret` are secrets of AWS with the app's and the owner's login, `iam_token` lets the app
    sign in to Aurora with a token of IAM, `assume_role` as in Django.
    """

    ops_class = DatabaseOperations
    creation_class = DatabaseCreation

    @cached_property
    def wrap_database_errors(self) -> ConnectionLossRecorder:
        return ConnectionLossRecorder(self)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_owner = self.alias == NO_DB_ALIAS  # Django's way to create and drop databases

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, with the owner's login for the owner."""
        parameters = super().get_connection_params()
        parameters.pop("embedded_home", None)
        owner, has_token = parameters.pop("owner", None), parameters.pop("iam_token", False)
        secrets = parameters.pop("login_secret", ""), parameters.pop("owner_secret", "")
        if has_token and not self.is_owner:
            login = parameters["host"], int(parameters["port"]), parameters["user"]
            return {**parameters, "password": build_token(*login)}
        if secret := secrets[self.is_owner]:
            return {**parameters, **_read_login(secret)}
        return {**parameters, **owner} if owner and self.is_owner else parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        home = self.settings_dict["OPTIONS"].get("embedded_home")
        if not home:
            return self._connect_to_server(conn_params)
        server = embedded_server(home)
        if running := server.connection():
            try:
                return super().get_new_connection({**conn_params, **running})
            except OperationalError:
                pass  # the server has stopped, or it is not ours: start ours
        try:
            return super().get_new_connection({**conn_params, **server.ensure_running()})
        except DatabaseUnavailable as error:  # callers see an ordinary connection error
            raise OperationalError(str(error)) from error

    def _connect_to_server(self, parameters: dict[str, Any]) -> Any:
        """Connect. If that fails and the login's secret has changed since it was read, try once with the new login."""
        try:
            return super().get_new_connection(parameters)
        except OperationalError:
            secret = self.settings_dict["OPTIONS"].get("owner_secret" if self.is_owner else "login_secret")
            login = _read_login(secret, fresh=True) if secret else {}
            if parameters == {**parameters, **login}:
                emit({"DatabaseConnectionFailures": 1})
                raise
            return super().get_new_connection({**parameters, **login})

    def _configure_role(self, connection: Any) -> bool:
        return not self.is_owner and bool(super()._configure_role(connection))  # type: ignore[misc]

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Work as the owner of the tables. Afterwards the next query connects as the app again."""
        if self.is_owner:
            yield
            return
        self.close()
        self.is_owner = True
        try:
            yield
        finally:
            self.is_owner = False
            self.close()
