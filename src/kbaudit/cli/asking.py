"""Shows a repair to a person and asks whether to make it."""

from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from kbaudit.engine.fixer.report import Repair
from kbaudit.engine.redact import masked, secrets_of
from kbaudit.model.edit import apply_edits
from kbaudit.model.span import Source
from kbaudit.output.clean import printable
from kbaudit.output.options import Options
from kbaudit.output.palette import paint
from kbaudit.output.patch import patch, readable
from kbaudit.output.text import block, shown

_PROMPT = "Make this repair? [y]es, [n]o, [a]ll, [q]uit: "
_HELP = (
    "y: make it\n"
    "n: leave it\n"
    "a: make it and all that follow\n"
    "q: leave it and all that follow; what was agreed to before is made\n"
)


class Asker:
    """Asks on `out` and reads the answers from `answers`, a line each.

    The end of the answers and Ctrl-C mean the same as `q`. `before` is called before a question.
    """

    def __init__(
        self,
        root: str,
        answers: TextIO,
        out: TextIO,
        options: Options,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._root = root
        self._answers = answers
        self._out = out
        self._options = options
        self._before = before
        self._settled: bool | None = None

    def __call__(self, repair: Repair, texts: Mapping[str, Source]) -> bool:
        """Whether `repair`, whose edits are about `texts`, is to be made."""
        if self._settled is not None:
            return self._settled
        self._before()
        near = {path: texts[path] for path in {repair.finding.path, *repair.paths} & texts.keys()}
        words = secrets_of(near)
        self._out.writelines(f"{masked(line, words)}\n" for line in self._shown(repair, texts))
        return self._ask()

    def _ask(self) -> bool:
        while True:
            match self._answer():
                case "y" | "yes":
                    return True
                case "n" | "no":
                    return False
                case "a" | "all":
                    self._settled = True
                    return True
                case "q" | "quit":
                    self._settled = False
                    return False
                case _:
                    self._out.write(_HELP)

    def _answer(self) -> str:
        self._out.write(paint(_PROMPT, "strong", color=self._options.color))
        self._out.flush()
        try:
            line = self._answers.readline()
        except KeyboardInterrupt:
            line = ""
        if not line.endswith("\n"):
            self._out.write("\n")
        return line.strip().lower() or ("?" if line else "q")

    def _shown(self, repair: Repair, texts: Mapping[str, Source]) -> Iterator[str]:
        color = self._options.color
        path = repair.finding.path
        yield ""
        yield paint(printable(shown(self._root, path)), "strong", color=color)
        yield from block(repair.finding, self._root, texts.get(path), self._options)
        for changed in sorted(repair.paths):
            before = texts[changed].text if changed in texts else None
            after = apply_edits(before or "", repair.edits_of(changed))
            old = None if before is None else before.encode()
            for line in patch(changed, old, after.encode()):
                yield "    " + readable(line.decode(), color=color).rstrip("\n")
