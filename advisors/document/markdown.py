"""Render a document as Markdown, for the API, the command line and readers of plain text."""

from collections.abc import Iterable

from advisors.document.document import LETTER_TITLES, Document, DocumentSection, Letter, Note, Paragraph
from advisors.document.parts import NamePart, Part, Sentence
from advisors.document.printed_action import PrintedAction
from advisors.writing.markdown import escape_markdown, format_table

NOTE_LABEL = "General background, written by AI, not about your figures"


def document_to_markdown(document: Document) -> str:
    """Render the letter, the actions and all sections. Every list of actions ends with the fixed line."""
    letter, blocks = document.letter, []
    for name, sentences in (("stands", letter.stands), ("matters", letter.matters)):
        if sentences:
            blocks.append(f"## {LETTER_TITLES[name]}\n\n{sentences_to_markdown(sentences)}")
    if document.actions:
        blocks += [f"## {LETTER_TITLES['actions']}", "\n".join(map(action_to_markdown, document.actions))]
    if letter.leaves_out or document.actions:
        leaves_out = filter(None, (sentences_to_markdown(letter.leaves_out), document.closing))
        blocks.append(f"## {LETTER_TITLES['leaves_out']}\n\n{' '.join(leaves_out)}")
    blocks += map(section_to_markdown, document.sections)
    lines = []
    for source in document.sources:
        day = f"{source.published:%B} {source.published.day}, {source.published.year}" if source.published else ""
        names = filter(None, (escape_markdown(source.topic), escape_markdown(source.publisher), day, source.label))
        lines.append(f"- [{source.number}] {', '.join(names)}" + (f": <{source.url}>" if source.url else ""))
    blocks += ["## Sources", "\n".join(lines)] if lines else []
    return "\n\n".join(filter(None, blocks))


def letter_to_markdown(letter: Letter) -> str:
    """Render where the person stands, what matters and what the figures leave out, without the actions."""
    parts = (letter.stands, letter.matters, letter.leaves_out)
    return "\n\n".join(sentences_to_markdown(part) for part in parts if part)


def sections_to_markdown(sections: Iterable[DocumentSection]) -> str:
    return "\n\n".join(map(section_to_markdown, sections))


def section_to_markdown(section: DocumentSection) -> str:
    """Render a section. A table that is called as its section needs no title of its own."""
    blocks = [f"## {section.title}"]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            blocks.append(sentences_to_markdown(block.sentences))
        elif isinstance(block, Note):
            cited = "".join(f" [{number}]" for number in block.cites)
            blocks.append(f"*{NOTE_LABEL}: {escape_markdown(block.text)}*{cited}")
        else:
            columns = block.columns
            rows = [[parts_to_markdown(cell).replace("|", "\\|") for cell in row] for row in block.rows]
            if block.has_total:
                rows[-1] = [f"**{cell}**" if cell else "" for cell in rows[-1]]
            numbers = next((place for place, column in enumerate(columns) if column.is_number), len(columns))
            title = "" if block.title == section.title else f"### {block.title}\n\n"
            blocks.append(title + format_table([column.label for column in columns], rows, numbers_from=numbers))
    return "\n\n".join(blocks)


def sentences_to_markdown(sentences: Iterable[Sentence]) -> str:
    return " ".join(parts_to_markdown(sentence.parts) for sentence in sentences)


def parts_to_markdown(parts: Iterable[Part]) -> str:
    """Return the text with the names escaped."""
    return "".join(escape_markdown(part.text) if isinstance(part, NamePart) else part.text for part in parts)


def action_to_markdown(action: PrintedAction) -> str:
    """Return an action as an item of a numbered list, with its options as items below it."""
    title, reason = sentences_to_markdown([action.title]), sentences_to_markdown(action.reason)
    lines = [f"{action.priority}. **{title}** {reason}".rstrip()]
    lines += [f"   - {sentences_to_markdown([option.title])}" for option in action.options]
    lines += [f"\n   {sentences_to_markdown([action.warning])}"] if action.warning else []
    return "\n".join(lines)
