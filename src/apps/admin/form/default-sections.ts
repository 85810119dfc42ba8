import type { Label } from '../../../base/schema/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import type { Fieldset } from '../options/form.ts'
import { fieldName } from '../paths.ts'

/** Up to how many fields stand in one section, in the order in which the model has them. */
const few = 12
/** How many stand in one section of a long form. */
const many = 24

type Group = 'main' | 'text' | 'dates' | 'more'

/**
 * The sections of a form about which nobody said anything. Few fields stand in one, in the order of the model, dates and numbers that follow
 * each other side by side. More stand in sections by what they are; of hundreds all but the first sections are folded.
 */
export function defaultFieldsets(info: ModelInfo, names: readonly string[], readonly: readonly string[]): Fieldset[] {
  if (names.length <= few) return [{ title: null, fields: [...sideBySide(info, names), ...readonly] }]
  const groups: Record<Group, string[]> = { main: [], text: [], dates: [], more: [] }
  for (const name of names) groups[groupOf(info, name)].push(name)
  // A section of one or two is not worth its heading.
  for (const group of ['text', 'dates', 'more'] as const)
    if (groups[group].length < 2) groups.main.push(...groups[group].splice(0))
  groups.main.sort((a, b) => names.indexOf(a) - names.indexOf(b))
  return [
    ...folded(info, groups.main, null),
    ...folded(info, groups.text, gettextLazy('Texts')),
    ...folded(info, groups.dates, gettextLazy('Dates and times')),
    ...folded(info, [...groups.more, ...readonly], gettextLazy('Further details')),
  ]
}

function groupOf(info: ModelInfo, name: string): Group {
  const kind = info.column(name)?.field.describe().kind
  if (kind === undefined || kind === 'json' || kind === 'file') return 'more'
  if (kind === 'text') return 'text'
  return isMoment(info, name) ? 'dates' : 'main'
}

function isMoment(info: ModelInfo, name: string): boolean {
  return ['date', 'time', 'datetime'].includes(info.column(name)?.field.describe().kind ?? '')
}

function isNumber(info: ModelInfo, name: string): boolean {
  const column = info.column(name)
  const schema = column?.field.describe()
  return (
    schema !== undefined &&
    schema.relation === undefined &&
    schema.choices === undefined &&
    ['integer', 'bigint', 'number', 'decimal'].includes(schema.kind)
  )
}

/** Dates, and numbers, that follow each other share a line, two by two. */
function sideBySide(info: ModelInfo, names: readonly string[]): (string | string[])[] {
  const lines: (string | string[])[] = []
  for (let at = 0; at < names.length; at += 1) {
    const [one, two] = [names[at] ?? '', names[at + 1]]
    const pair = two !== undefined && [isMoment, isNumber].some((is) => is(info, one) && is(info, two))
    lines.push(pair ? [one, two] : one)
    if (pair) at += 1
  }
  return lines
}

/** A section, or several of them where it would be long: those but the first begin closed, and say what they hold. */
function folded(info: ModelInfo, names: readonly string[], title: Label | null): Fieldset[] {
  if (names.length === 0) return []
  if (names.length <= many) return [{ title, fields: sideBySide(info, names) }]
  const parts = Math.ceil(names.length / many)
  const size = Math.ceil(names.length / parts)
  return Array.from({ length: parts }, (_, index) => {
    const part = names.slice(index * size, (index + 1) * size)
    return {
      get title() {
        return index === 0 && title === null
          ? null
          : [part[0] ?? '', part.at(-1) ?? ''].map((name) => fieldName(info, name)).join(' – ')
      },
      fields: sideBySide(info, part),
      collapsed: index > 0 || title !== null,
    }
  })
}
