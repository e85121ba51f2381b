"""Write the sentences of an analysis with the facts behind them as HTML in Python: half of the trace page."""

from html import escape

from django.template.defaultfilters import capfirst, pluralize
from django.utils.safestring import SafeString, mark_safe

from analysis.trace.attribution import FactBehind, TracedSection, TracedSentence


def render_traced_sentences(section: TracedSection) -> SafeString:
    """Return the list items of one section."""
    link = ""
    if section.anchor:
        hidden = '<span class="visually-hidden"> in the trace</span>'
        link = f' · <a class="by" href="#{escape(section.anchor)}">{escape(section.name)}{hidden}</a>'
    return mark_safe("".join(_render_sentence(one, link) for one in section.sentences))  # noqa: S308 escaped below


def _render_sentence(sentence: TracedSentence, link: str) -> str:
    verdict = f"; verdict: {escape(sentence.verdict)}" if sentence.verdict else ""
    count, facts = len(sentence.facts), ""
    if count:
        facts = f"""
              <details class="more">
                <summary>{count} fact{pluralize(count)}</summary>
                <dl class="behind">{"".join(map(_render_fact, sentence.facts))}</dl>
              </details>
            """
    return f"""
          <li>
            <p>{escape(sentence.text)}</p>
            <p class="muted small">{escape(capfirst(sentence.author))}{verdict}{link}</p>
            {facts}
          </li>
        """


def _render_fact(behind: FactBehind) -> str:
    fact = behind.fact
    kind = f' <span class="badge {escape(fact.kind)}">{escape(fact.kind)}</span>' if fact.kind != "computed" else ""
    formula = f"<dd>{escape(fact.formula)}</dd>" if fact.formula else ""
    inputs = f"<dd>From {escape('; '.join(behind.inputs))}</dd>" if behind.inputs else ""
    return f"<div><dt>{escape(fact.label)} <b>{escape(behind.text)}</b>{kind}</dt>{formula}{inputs}</div>"
