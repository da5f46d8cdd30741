"""The one error tree: HTTP statuses, CLI exit codes and problem types all come from here."""

from __future__ import annotations

EXIT_INPUT = 1
EXIT_USAGE = 2
EXIT_SERVICE = 3


class DetenteError(Exception):
    """Something a user can act on.

    `str(error)` is one line that names the place, the fault and the remedy. `status` is the HTTP answer,
    `exit_code` the command's, `code` the last part of the problem type's URL and a stable name for clients.
    """

    status = 500
    exit_code = EXIT_SERVICE
    code = "internal"
    title = "Internal error"

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class InputError(DetenteError):
    """The input is wrong: a report, a record, a query's text."""

    status = 400
    exit_code = EXIT_INPUT
    code = "bad-input"
    title = "The input is wrong"


class ReportError(InputError):
    """A report cannot be read, or cannot become a record."""

    code = "unreadable-report"
    title = "The report cannot be used"


def unforeseen(file: str, error: Exception) -> ReportError:
    """The refusal of a report over which a library or we ourselves stumbled: it costs that report alone; `error` is its cause."""
    fault = f"internal error: {type(error).__name__}: {error}"
    refused = ReportError(f"{file}: {fault}; run `detente extract` on it with --debug, and report what it says")
    refused.__cause__ = error
    return refused


class RecordError(InputError):
    """A record breaks its schema or the shapes; `violations` has one line each."""

    code = "invalid-record"
    title = "The record is not valid"

    def __init__(self, message: str, violations: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.violations = violations


class GoldError(InputError):
    """An annotation, or the text that it annotates, cannot be used to measure with."""

    code = "unusable-gold"
    title = "The annotation cannot be used"


class ConflictError(InputError):
    """The store already holds something that this would silently replace."""

    status = 409
    code = "conflict"
    title = "The store already holds this"


class QuerySyntaxError(InputError):
    """SPARQL that does not parse; `line` and `column` count from 1 and are None if the engine gave none."""

    code = "query-syntax"
    title = "The query has a syntax error"

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefusedError(InputError):
    """A query that may not run here, with the rule it broke."""

    status = 403
    code = "query-refused"
    title = "The query is not allowed here"


class QueryStoppedError(DetenteError):
    """A query was stopped before it had an answer: by its time or memory limit, by an operator, by a fault of the engine.

    `limit` names what stopped it: `seconds`, `memory`, `crowd` (it gave way to others), `operator` or `crash` (of the engine).
    """

    status = 503
    exit_code = EXIT_SERVICE
    code = "query-stopped"
    title = "The query was stopped"

    def __init__(self, message: str, limit: str = "operator") -> None:
        super().__init__(message)
        self.limit = limit
        self.status = {"seconds": 504, "crash": 400}.get(limit, 503)


class BusyError(DetenteError):
    """The service has as many queries as it can hold, of this client or in all; `after` is the number of seconds to wait."""

    status = 503
    exit_code = EXIT_SERVICE
    code = "busy"
    title = "The service is busy"

    def __init__(self, message: str, after: int = 5) -> None:
        super().__init__(message)
        self.after = after


class ParameterError(InputError):
    """A parameter of a named query, list or command has a wrong value."""

    status = 422
    exit_code = EXIT_USAGE
    code = "bad-parameter"
    title = "A parameter is wrong"


class NotFoundError(DetenteError):
    """Nothing is known by this name."""

    status = 404
    exit_code = EXIT_INPUT
    code = "not-found"
    title = "Not found"


class NotAcceptableError(DetenteError):
    """No format that the client accepts can be given; the message lists those that can."""

    status = 406
    exit_code = EXIT_USAGE
    code = "not-acceptable"
    title = "No acceptable format"


class StoreError(DetenteError):
    """The store is missing, locked, damaged or full."""

    status = 503
    exit_code = EXIT_SERVICE
    code = "store-unavailable"
    title = "The store cannot be used"


class ModelError(DetenteError):
    """A parser or language model is missing, refused or out of order; extraction goes on by rules alone."""

    status = 503
    exit_code = EXIT_SERVICE
    code = "model-unavailable"
    title = "The model cannot be used"


class SettingsError(DetenteError):
    """A setting has a wrong value; the message names its origin."""

    status = 500
    exit_code = EXIT_USAGE
    code = "bad-setting"
    title = "A setting is wrong"
