"""Find words in a finished analysis that no code of ours has printed."""

from advisors import team
from advisors.charter.catalogue import SERIES
from advisors.document.document import Note, Paragraph, Table
from advisors.document.printed_action import print_actions
from advisors.document.tables import build_tables
from advisors.outline.menu import Menu
from advisors.outline.notes import find_note_fault
from advisors.retirement.scenarios.change_kinds import CHANGES
from advisors.runtime.step_output import VerifiedOutput
from analysis.pipeline.prepare import compute_case


def list_foreign_texts(job):
    """Return every text of the document, the charts and the plan that is neither a claim's nor code's.

    A cited note is a model's own text: it must pass the tripwire, and its source must be listed.
    """
    case = compute_case(job.snapshot, job.facts)
    statements = Menu(case.claims, ()).statements.values()
    known = {s.text(place).casefold() for s in statements for place in range(len(s.phrasings))}
    document, outputs = job.report_payload.document, _outputs(job)
    own = [*document.letter.sentences, *document.sentences]
    captions = [sentence for chart in job.charts_payload.values() for sentence in chart.caption]
    foreign = [s.text for s in (*own, *captions) if _without_link(s) not in known]
    foreign += _foreign_actions(document, case)
    foreign += _foreign_blocks(document, case)
    foreign += [chart.title for chart in job.charts_payload.values() if chart.title not in {s.title for s in SERIES}]
    foreign += [
        c.focus
        for c in outputs["plan"].plan.consultations
        if c.focus.casefold() not in known and c.focus not in {team.find(c.specialist).planner_duty}
    ]
    return foreign


def _outputs(job):
    return {step.name: step.output for step in job.steps.all() if isinstance(step.output, VerifiedOutput)}


def _without_link(sentence):
    """Return the text as its claim prints it, in lower case: a link before it lowers the first letter."""
    return sentence.text.removeprefix(f"{sentence.link} " if sentence.link else "").casefold()


def _foreign_actions(document, case):
    allowed = {s.text for action in print_actions(case.advice.actions) for s in action.sentences}
    return [s.text for action in document.actions for s in action.sentences if s.text not in allowed]


def _foreign_cells(table, known):
    """Yield the words of a table of changes that code does not print: a run may have tested another amount."""
    parts = [part for row in table.rows for cell in row for part in cell if part.type != "figure"]
    halves = [half for change in CHANGES.values() for half in change.doing.split("{}")]
    own = known | set(halves) | {half.capitalize() for half in halves}
    yield from (part.text for part in parts if part.text not in own)


def _foreign_blocks(document, case):
    tables = [table for found in build_tables(case.claims).values() for table in found]
    texts = {part.text for table in tables for row in table.rows for cell in row for part in cell}
    titles = {table.title for table in tables}
    cited = {source.number for source in document.sources}
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.title not in titles:
                yield block.title
            if isinstance(block, Table) and block not in tables:
                yield from _foreign_cells(block, texts)
            if isinstance(block, Note) and (find_note_fault(block.text, ()) or not set(block.cites) <= cited):
                yield block.text
            assert isinstance(block, Paragraph | Table | Note)
