"""Edits of a knowledge base and its target, by chance and repeatably."""

import os
import random
import subprocess
from pathlib import Path

LINES = (
    "",
    "## Related Pages",
    "* [[implemented_by::Implementation:acme_jobq_Worker]]",
    "* [[requires_env::Environment:acme_jobq_Nowhere]]",
    "See `jobq/worker.py:10-20` and `jobq/queue.py:L3-4`.",
    "```python\nclass Worker:\n```",
    "* `redis` >= 4.0",
    "<!-- kbaudit: ignore -->",
    "[there](../_WorkflowIndex.md#nothing)",
    "| a | b |",
)


class Editor:
    """Makes edits of a knowledge base and its target, by chance and repeatably."""

    def __init__(self, wiki: Path, code: Path, chance: random.Random) -> None:
        self.wiki, self.code, self.chance = wiki, code, chance
        self.before: list[tuple[Path, bytes]] = []

    def page(self) -> Path:
        files = sorted(path for path in self.wiki.rglob("*.md") if path.is_file())
        return self.chance.choice(files)

    def line(self) -> None:
        page = self.page()
        lines = page.read_bytes().decode().split("\n")
        at = self.chance.randrange(len(lines))
        kind = self.chance.randrange(3)
        lines[at : at + (kind > 0)] = [self.chance.choice(LINES)] if kind < 2 else []
        self.write(page, "\n".join(lines).encode())

    def write(self, place: Path, data: bytes) -> None:
        self.before.append((place, place.read_bytes() if place.exists() else b""))
        place.write_bytes(data)

    def digit(self) -> None:
        """As many bytes as before, and the times of the file as they were."""
        page = self.page()
        data = page.read_bytes()
        places = [at for at, sign in enumerate(data) if 48 <= sign <= 57]
        if places:
            at, held = self.chance.choice(places), page.stat()
            self.write(page, data[:at] + bytes([48 + self.chance.randrange(10)]) + data[at + 1 :])
            os.utime(page, ns=(held.st_atime_ns, held.st_mtime_ns))

    def back(self) -> None:
        if self.before:
            place, data = self.before.pop()
            if place.parent.exists():
                place.write_bytes(data)

    def new(self) -> None:
        folder = self.chance.choice(["workflows", "environments", "impl", "."])
        (self.wiki / folder).mkdir(exist_ok=True)
        name = f"acme_jobq_New{self.chance.randrange(4)}.md"
        self.write(self.wiki / folder / name, self.page().read_bytes())

    def gone(self) -> None:
        page = self.page()
        if page.parent != self.wiki and len(list(self.wiki.rglob("*.md"))) > 8:
            page.unlink()

    def moved(self) -> None:
        page = self.page()
        page.rename(page.with_name(f"acme_jobq_Moved{self.chance.randrange(4)}.md"))

    def settings(self) -> None:
        word = self.chance.choice(["ignore: [link]", "ignore: [pin]", "exclude: [impl/]", ""])
        (self.wiki / "kbaudit.yaml").write_text(f"{word}\n")

    def touched(self) -> None:
        os.utime(self.page())

    def commit(self) -> None:
        files = sorted(self.code.rglob("*.py"))
        place = self.chance.choice(files)
        lines = place.read_text().split("\n")
        lines.insert(self.chance.randrange(len(lines)), "# something")
        place.write_text("\n".join(lines))
        self.git("commit", "-q", "-a", "-m", "something")

    def undone(self) -> None:
        self.git("reset", "-q", "--hard", "HEAD~1")

    def tagged(self) -> None:
        self.git("tag", "-f", f"t{self.chance.randrange(3)}")

    def packed(self) -> None:
        self.git("gc", "-q")

    def git(self, *args: str) -> None:
        user = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *user, *args], cwd=self.code, check=False, capture_output=True)
