"""IPython's additions to Python, blanked out, so that Python of the same length is left.

A magic or shell line becomes a statement without effect, so offsets stay as they are, a block
that holds nothing else stays a block, and no edit is ever planned inside of one. What IPython
takes for a magic is described in its documentation ("Built-in magic commands") and done by its
``core/inputtransformer2.py``.
"""

from __future__ import annotations

import re

from nplint.source.escapes import with_known_escapes

# The body of these is Python in the notebook's own namespace; it is the choice of ruff, without
# the magics that start another interpreter.
PYTHON_CELL_MAGICS = frozenset(
    {"capture", "debug", "ipytest", "memit", "prun", "pyinstrument", "scalene", "snakeviz"}
    | {"time", "timeit", "wandb"}
)
# In notebooks that Databricks writes, these on a cell's first line change its language.
_OTHER_LANGUAGES = frozenset(["fs", "md", "r", "scala", "sh", "sql"])
# Commands that work without the `%`. Where a word follows, no Python can be meant.
_AUTOMAGICS = (
    "cat|cd|conda|config|cp|env|history|load|load_ext|ls|mamba|matplotlib|micromamba|mkdir|mv|pip"
    "|prun|pylab|reload_ext|rm|run|set_env|time|timeit|who|whos"
)
# The name of a value that nobody knows: a letter that NumPyro models do not use.
_UNKNOWN = "\u01c3"
_NOTHING = "0"

# Written so that there is one way to match; with two ways for each end of a line the time would be
# exponential.
_LINE_END = r"\r\n|\r(?!\n)|\n"
_AT_LINE_START = r"(?:(?<=[\r\n])|\A)[ \t]*"
_ESCAPE = (
    r"(?:[%!?/,;]"
    rf"|(?:{_AUTOMAGICS})[ \t]+(?!(?:and|else|for|if|in|is|not|or)\b)[\w.~$\"'])"
)
_ASSIGNED = rf"=[ \t]*(?:\\(?:{_LINE_END})[ \t]*)*(?=[%!])"
_SUSPICIOUS = re.compile(
    rf"{_AT_LINE_START}{_ESCAPE}|\?[ \t]*(?:[\r\n]|\Z)|{_ASSIGNED}",
)
_COMMAND_START = re.compile(rf"[ \t]*(?={_ESCAPE})")
# A backslash continues a command as it does a statement; brackets do not.
_COMMAND = re.compile(rf"(?:\\(?:{_LINE_END})|[^\r\n])*")
_PIECES = re.compile(
    r"(?P<string>'''(?:[^\\']|\\[\s\S]|'(?!''))*'''"
    r'|"""(?:[^\\"]|\\[\s\S]|"(?!""))*"""'
    r"|'(?:[^\\'\r\n]|\\\r\n|\\[\s\S])*'"
    r'|"(?:[^\\"\r\n]|\\\r\n|\\[\s\S])*")'
    r"|(?P<comment>\#[^\r\n]*)"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    rf"|(?P<assign>(?<![-=!<>+*/%&|^:@~]){_ASSIGNED})"
    r"|(?P<escaped>\\(?:\r\n|[\s\S]))"
    rf"|(?P<end>{_LINE_END})"
)
_LEAD = rf"(?:[ \t]*(?:\#[^\r\n]*)?(?:{_LINE_END}))*"
_HEAD = re.compile(rf"{_LEAD}[ \t]*(?P<sign>%%?)(?P<name>\S*)(?P<rest>[^\r\n]*)")
_INDENTED = re.compile(rf"{_LEAD}[ \t]+[^ \t\r\n#%!?]")
# Magics that run the Python behind them, past their options.
_TIMED = re.compile(r"%(?:time|timeit|prun|memit)(?:[ \t]+-\S+(?:[ \t]+\d+)?)*[ \t]+(?=[^\s-])")


def is_python(cell: str) -> bool:
    """Tell whether a cell is Python once its magics are blanked out: ``%%bash`` is not.

    A cell whose first line is indented is, too, but only once IPython has moved it to the left.
    """
    if _INDENTED.match(cell):
        return False
    head = _HEAD.match(cell)
    if head is None:
        return True
    if head["sign"] == "%%":
        return head["name"] in PYTHON_CELL_MAGICS
    return head["name"] not in _OTHER_LANGUAGES or bool(head["rest"].strip())


def blank(text: str) -> str:
    """Spaces in place of everything but line ends."""
    return re.sub(r"[^\r\n]", " ", text)


def python_of(cell: str) -> str:
    """A Python cell's text with its magics, shell commands and questions blanked out.

    The result is as long as the cell and has the same lines.
    """
    if _SUSPICIOUS.search(cell) is None:
        return cell
    parts: list[str] = []
    start = 0
    while start < len(cell):
        command = _COMMAND_START.match(cell, start)
        if command is not None:
            end = _end_of_command(cell, command.end())
            parts += [command.group(), _statement(cell[command.end() : end])]
        else:
            end = _past_statement(cell, start, parts)
        start = end
    return "".join(parts)


def _past_statement(cell: str, start: int, parts: list[str]) -> int:
    """Put a line of Python, with what its brackets and backslashes add, to the parts."""
    depth = 0
    covered = start
    for piece in _PIECES.finditer(cell, start):
        kind = piece.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind in ("string", "comment"):
            covered = piece.end()
        elif kind == "assign" and depth == 0:
            end = _end_of_command(cell, piece.end())
            parts += [cell[start : piece.end()], _value(cell[piece.end() : end])]
            return end
        elif kind == "end" and depth == 0:
            parts += [_unless_question(cell[start : piece.start()], covered - start), piece.group()]
            return piece.end()
    parts.append(_unless_question(cell[start:], covered - start))
    return len(cell)


def _end_of_command(cell: str, start: int) -> int:
    found = _COMMAND.match(cell, start)
    assert found is not None, "it matches nothing, too"
    return found.end()


def _unless_question(line: str, covered: int) -> str:
    """The line, blanked out if it asks for help: ``name?``, with ``?`` not in what is covered."""
    code = line.rstrip()
    if not code.endswith("?") or len(code) <= covered:
        return line
    indent = len(line) - len(line.lstrip())
    return line[:indent] + _NOTHING + blank(line[indent + 1 :])


def _statement(command: str) -> str:
    """Return what stands in for a command that is a statement."""
    timed = _TIMED.match(command)
    if timed is not None:
        statement = f"{_NOTHING};{' ' * (timed.end() - 2)}{command[timed.end() :]}"
        if _parses(statement, "exec"):
            return statement
    return command and _NOTHING + blank(command[1:])


def _value(command: str) -> str:
    """Return what stands in for a command whose result is assigned."""
    timed = _TIMED.match(command)
    if timed is not None and _parses(command[timed.end() :], "eval"):
        return " " * timed.end() + command[timed.end() :]
    return _UNKNOWN + blank(command[1:])


def _parses(code: str, mode: str) -> bool:
    try:
        flags = 0x400  # ast.PyCF_ONLY_AST
        compile(with_known_escapes(code), "<magic>", mode, flags, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError):
        return False
    return True
