"""The `detente` command: one small module a command; errors become one line and an exit code here."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from cli import demo, evaluate, export, extract, importing, ingest, inspect, query, serve, validate
from detente import __version__
from detente.errors import EXIT_INPUT, EXIT_SERVICE, EXIT_USAGE, DetenteError

app = typer.Typer(
    help="From seminar report to citable knowledge graph: who said what about relations between states, where, when, and in which words.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    demo.demo,
    extract.extract,
    ingest.ingest,
    importing.import_,
    validate.validate,
    evaluate.evaluate,
    query.query,
    query.sparql,
    export.export,
    inspect.stats,
    serve.serve,
    inspect.schema,
    inspect.config,
)
# typer carries a click of its own since 0.2x, and used the library before: this is the right class in both
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error (anywhere on the line).")] = False,
) -> None:
    """Options of every command."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit: 0 done, 1 the input is wrong, 2 the call is wrong, 3 a service failed."""
    words = sys.argv[1:] if arguments is None else arguments
    sys.exit(run([w for w in words if w != "--debug"], "--debug" in words))


def run(words: list[str], debug: bool = False) -> int:
    """Run the command; its exit code. Every error is one line on stderr, with `debug` after its traceback."""
    try:
        code = app(words, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except DetenteError as error:
        return _fail(str(error), error.exit_code, debug)
    except UsageError as error:
        context = getattr(error, "ctx", None)
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        return _fail(f"{message.rstrip('.')}; see `{context.command_path if context else 'detente'} --help`", EXIT_USAGE, debug)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # the reader has gone (`detente export | head`): nothing more can be said on this pipe
        sys.stdout = None
        return EXIT_INPUT
    except OSError as error:
        return _fail(f"{error.filename or 'this machine'}: {error.strerror or error}", EXIT_SERVICE, debug)
    except Exception as error:
        return _fail(f"internal error: {type(error).__name__}: {error}; run again with --debug and report it", EXIT_SERVICE, debug)


def _fail(message: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    typer.echo(f"detente: {' '.join(message.split())}", err=True)
    return code
