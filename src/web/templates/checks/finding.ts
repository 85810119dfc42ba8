import type { FindingLevel } from '../../../base/checks/index.ts'
import { type Origin, placeAt } from '../origin.ts'

/** What a check found in a template. */
export interface TemplateFinding {
  readonly id: FindingId
  readonly message: string
  readonly origin: Origin
  /** Offset in the source. */
  readonly position: number
}

/** What can be found, and what to do about each. `optional` ones are notes that a project asks for. */
export const templateFindings = {
  'templates.E001': { level: 'error', hint: 'Correct the template.' },
  'templates.E002': {
    level: 'error',
    hint: 'Correct the name, load the library that has the tag, or add the tag to a library of the project.',
  },
  'templates.E003': {
    level: 'error',
    hint: 'Correct the name, load the library that has the filter, or add the filter to a library of the project.',
  },
  'templates.E004': { level: 'error', hint: 'Correct the name, or add the library to `templates.libraries`.' },
  'templates.E005': {
    level: 'error',
    hint: "Create the file in a `templates` directory, or correct the name (relative to that directory, with '/').",
  },
  'templates.E006': { level: 'error', hint: 'Correct the name, or give a URL pattern that `name`.' },
  'templates.E007': { level: 'error', hint: 'Give the values that the URL pattern has parameters for.' },
  'templates.E008': { level: 'error', hint: 'Define the part with {% partialdef %}, or correct the name.' },
  'templates.E009': { level: 'error', hint: 'Let one of them extend another template, or none.' },
  'templates.E010': { level: 'error', hint: 'Correct the name, or add it to what the view gives.' },
  'templates.E011': { level: 'error', hint: 'Add the variable to the type of the context, or correct the name.' },
  'templates.E012': {
    level: 'error',
    hint: 'Load the relation with the rows: selectRelated or prefetchRelated in the view.',
  },
  'templates.E013': { level: 'error', hint: 'Compute the value in the view, or write a getter or a filter for it.' },
  'templates.E014': { level: 'error', hint: 'Give {% for %} an array, a Map, a Set, an iterable or a queryset.' },
  'templates.W001': { level: 'warning', hint: 'Add the block to a template that is extended, or correct its name.' },
  'templates.W002': { level: 'warning', hint: 'Add the file to a `static` directory, or correct the path.' },
  'templates.W003': {
    level: 'warning',
    hint: 'Give the value a name: {% blocktranslate with name=author.name %}… {{ name }}.',
  },
  'templates.W010': { level: 'warning', hint: 'Put quotes around the attribute.' },
  'templates.W011': {
    level: 'warning',
    hint: 'Give the value with {{ value|json_script:"id" }}, or write it in quotes with |escapejs.',
  },
  'templates.W012': { level: 'warning', hint: 'Set a class or a custom property in an attribute instead.' },
  'templates.W013': { level: 'warning', hint: 'Use a button and a script that reads a data attribute.' },
  'templates.W014': { level: 'warning', hint: 'Put the value into a data attribute and read it in a script.' },
  'templates.W015': {
    level: 'warning',
    hint: 'Write the names out, or say with |safe that the value is markup that was escaped where it was made.',
  },
  'templates.W016': { level: 'warning', optional: true, hint: 'Use a template comment: {# … #} or {% comment %}.' },
  'templates.W017': {
    level: 'warning',
    optional: true,
    hint: 'Make sure that the address is http(s) or relative, or build it with {% url %}.',
  },
  'templates.W018': {
    level: 'warning',
    optional: true,
    hint: 'Make sure that the value is markup that was escaped or cleaned where it was made.',
  },
} as const satisfies Readonly<Record<string, { level: FindingLevel; hint: string; optional?: true }>>

export type FindingId = keyof typeof templateFindings

/** Whether a finding is a note, shown only on demand. */
export function isNote(id: FindingId): boolean {
  return 'optional' in templateFindings[id]
}

/** `file:line:column`. */
export function whereOf({ origin, position }: TemplateFinding): string {
  const { template, line, column } = placeAt(origin, position)
  return `${template}:${line}:${column}`
}

/** Where `text` stands in the tag or variable at `position`; `position` itself where it does not. */
export function locate(origin: Origin, position: number, text: string): number {
  const end = /%\}|\}\}/g
  end.lastIndex = position
  const limit = end.exec(origin.source)?.index ?? origin.source.length
  for (let at = origin.source.indexOf(text, position); at !== -1 && at < limit; at++) {
    const inside = /[\p{L}\p{N}_.]/u
    const before = origin.source[at - 1] ?? ''
    const after = origin.source[at + text.length] ?? ''
    if (!inside.test(before) && !(inside.test(after) && after !== '.')) return at
    at = origin.source.indexOf(text, at + 1) - 1
    if (at < 0) break
  }
  return position
}

/** Findings in the order of their files and places. */
export function sorted(findings: readonly TemplateFinding[]): TemplateFinding[] {
  const file = ({ origin }: TemplateFinding) => origin.path ?? origin.name
  return findings.toSorted((a, b) => (file(a) === file(b) ? a.position - b.position : file(a) < file(b) ? -1 : 1))
}
