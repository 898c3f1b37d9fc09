"""A page: what its front matter says counts beside its text."""

from collections.abc import Mapping
from dataclasses import dataclass

from kbaudit.read.citation import Citation
from kbaudit.read.citations import read_citations
from kbaudit.read.file import File
from kbaudit.read.front_matter import FrontMatter, Upkeep, find_infobox, read_front_matter
from kbaudit.read.links import Relation
from kbaudit.read.part import large_part, part
from kbaudit.read.pin_fields import stated_pins
from kbaudit.read.pins import STATED_FORMS, Pins, read_pins, same_pin
from kbaudit.read.stated import may_state_relations, same_relation, stated_relations
from kbaudit.read.stated_citations import stated_citations
from kbaudit.read.vocabulary import PageType


@dataclass(frozen=True, kw_only=True)
class Page(File):
    """A page: a file in the folder of a page type."""

    type: PageType

    @large_part
    def front_matter(self) -> FrontMatter | None:
        """What the page says about itself, in either dialect."""
        if self.scan.yaml is not None:  # what stands below does not count
            return read_front_matter(self.scan, (), (), ())
        return read_front_matter(self.scan, self.sections, self.tables, self.links.properties)

    @property
    def _stated(self) -> FrontMatter | None:
        """Front matter that can state what else the text does; infoboxes cannot."""
        return self.front_matter if self.scan.yaml is not None else None

    @part
    def upkeep(self) -> Upkeep:
        """What the front matter says of when the page was true, which is asked of all pages."""
        matter = self.front_matter
        return matter.upkeep if matter is not None else Upkeep()

    @large_part
    def addresses(self) -> tuple[str, ...]:
        """The URLs of sources in YAML front matter, then those of the text."""
        matter = self._stated
        sources = matter.instance.data.get("sources") if matter else ()
        stated = (one.get("url") for one in sources or () if isinstance(one, Mapping))
        return (*(url for url in stated if isinstance(url, str)), *super().addresses)

    @large_part
    def infobox(self) -> FrontMatter | None:
        """The infobox, which may stand below YAML front matter as well."""
        matter = self.front_matter
        if matter is None or matter.dialect == "infobox":
            return matter
        return find_infobox(self.scan, self.sections, self.tables, self.links.properties)

    @large_part
    def text_pins(self) -> Pins:
        """Version pins and inheritance of the text alone."""
        return read_pins(self.scan, self.sections, self.tables)

    @large_part
    def pins(self) -> Pins:
        """Version pins of the text, those that only YAML front matter states, and inheritance."""
        found = self.text_pins
        said = {same_pin(pin) for pin in found.pins if pin.form in STATED_FORMS}
        stated = stated_pins(self._stated, self.text)
        more = (pin for pin in stated if same_pin(pin) not in said)
        return Pins((*more, *found.pins), found.inherited)

    @large_part
    def relations(self) -> tuple[Relation, ...]:
        """Typed relations that only YAML front matter states, then those of the text."""
        here, words = self.type, self.vocabulary
        said = {same_relation(relation, here, words) for relation in self.links.relations}
        yaml = self.scan.yaml
        stated = (
            stated_relations(self.front_matter, here, words)
            if yaml is not None and may_state_relations(yaml.of(self.text))
            else ()
        )
        more = (one for one in stated if same_relation(one, here, words) not in said)
        return (*more, *self.links.relations)

    @large_part
    def text_citations(self) -> tuple[Citation, ...]:
        """References to the target in the text alone."""
        return read_citations(self.scan, self.sections)

    @part
    def citations(self) -> tuple[Citation, ...]:
        """References to the target that only YAML front matter states, then those of the text."""
        said = {(one.path, one.lines) for one in self.text_citations}
        stated = stated_citations(self._stated, self.text)
        more = (one for one in stated if (one.path, one.lines) not in said)
        _ = self.defined_names  # asked where citations are, when large parts may be gone
        return (*more, *self.text_citations)
