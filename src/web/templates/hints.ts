/** Tags of other template languages, and of older versions of this one, and what is written here. */
const elsewhere: Readonly<Record<string, string>> = {
  elseif: '{% elif … %}',
  elsif: '{% elif … %}',
  foreach: '{% for item in list %}',
  each: '{% for item in list %}',
  unless: '{% if not … %}',
  switch: '{% if … %}{% elif … %}',
  ifequal: '{% if a == b %}',
  ifnotequal: '{% if a != b %}',
  set: '{% with name=value %}…{% endwith %}',
  assign: '{% with name=value %}…{% endwith %}',
  let: '{% with name=value %}…{% endwith %}',
  raw: '{% verbatim %}…{% endverbatim %}',
  layout: '{% extends "…" %}',
  render: '{% include "…" %}',
  import: '{% load … %} or {% include "…" %}',
  macro: '{% partialdef name %}…{% endpartialdef %}, or a tag of your own',
}

/** What to write instead of a tag that there is not; '' where nothing comes to mind. */
export function tagHint(name: string): string {
  return Object.hasOwn(elsewhere, name) ? `: write ${elsewhere[name]}` : ''
}

/** True for a tag that only stands inside or at the end of another. */
export function belongsToAnother(name: string): boolean {
  return /^end./.test(name) || ['else', 'elif', 'empty', 'plural'].includes(name)
}

const operators: Readonly<Record<string, string>> = {
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '=': '==',
  '===': '==',
  '!==': '!=',
  '<>': '!=',
}

/** What to write for a word where a condition wants an operator. */
export function operatorHint(word: string): string {
  return Object.hasOwn(operators, word) ? `write '${operators[word]}'` : 'an operator is missing, or it is not one'
}

/** Why the rest of a value cannot be read: what its first characters look like. */
export function valueHint(rest: string, isWhole: boolean): string {
  const begins = rest.trimStart()
  if (/^:?["']/.test(begins) && !/^:?(?:"[^"]*"|'[^']*')/.test(begins)) return ': the quote is not closed'
  if (begins.startsWith('||') || /^(?:&&|==|!=|<|>|\?|(?:and|or|not|if|in|is)\b)/.test(begins)) {
    return ': conditions are written in {% if %}'
  }
  if (begins.startsWith('!')) return ": write 'not', in {% if %}"
  if (begins.startsWith('|')) return ": the name of a filter is missing after '|'"
  if (begins.startsWith('(')) {
    return isWhole
      ? ': there are no parentheses; put an {% if %} inside another, or {% with %} before it'
      : ': a method is called without parentheses, and without arguments'
  }
  if (begins.startsWith('[')) return ': an item is reached by a dot, list.0 or object.name'
  if (begins.startsWith('=')) return ': a value is only given a name in {% with name=value %}'
  if (/^[-+*/%]/.test(begins)) return ': there is no arithmetic here; there are the filters add and divisibleby'
  if (begins.startsWith(':')) return ': an argument belongs to a filter and follows its colon without a space'
  if (begins !== rest) return ': one value alone may stand here'
  return ''
}
