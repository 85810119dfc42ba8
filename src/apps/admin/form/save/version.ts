import { createHash } from 'node:crypto'

/*
 * What keeps two people from overwriting each other: a form carries a mark of every value that it was drawn from. On
 * saving, a field that only one of the two changed is merged; a field that both changed is asked about.
 */

/** Values by field: what a row holds, or what a form was sent. */
export type FieldTexts = ReadonlyMap<string, string>

/** A value as text that is equal exactly where the values are. Rows and refs count by key, sets of rows in any order. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return `"${value.replaceAll('\r\n', '\n')}"`
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`
  if (value instanceof Date) return `date ${value.getTime()}`
  if (Array.isArray(value) && value.every(isRow))
    return `rows ${value
      .map((row) => String(row.pk))
      .sort()
      .join()}`
  if (isRow(value)) return valueText(value.pk)
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return plain ? canonical(value) : `value ${String(value)}`
}

function isRow(value: unknown): value is { readonly pk: unknown } {
  return typeof value === 'object' && value !== null && 'pk' in value
}

/** JSON with the keys of objects in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function mark(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10)
}

/** The marks of a row's values, for the hidden field of its form. */
export function versionOf(texts: FieldTexts): string {
  return [...texts].map(([name, text]) => `${name}:${mark(text)}`).join(' ')
}

/** The fields that a page holds other values of than it was drawn with; all of them where it has no marks. */
export function touchedFields(version: string, sent: FieldTexts): string[] {
  const marks = marksOf(version)
  return [...sent].filter(([name, text]) => marks.get(name) !== mark(text)).map(([name]) => name)
}

function marksOf(version: string): ReadonlyMap<string, string> {
  return new Map(version.split(' ').map((part) => part.split(':') as [string, string]))
}

/** What became of each field between the page and the save. */
export interface Merge {
  /** Fields to write: this person changed them. */
  readonly mine: readonly string[]
  /** Fields that only somebody else changed. */
  readonly theirs: readonly string[]
  /** Fields that both changed, to different values. */
  readonly conflicts: readonly string[]
}

/**
 * Compares what was sent with what the row holds now, field by field, through the marks of the page. A page without
 * marks (or with marks that somebody made up) writes what differs from the row, as a form without versions would.
 */
export function mergeFields(version: string, sent: FieldTexts, stored: FieldTexts): Merge {
  const marks = marksOf(version)
  const merge = { mine: [] as string[], theirs: [] as string[], conflicts: [] as string[] }
  for (const [name, text] of sent) {
    const now = stored.get(name)
    const before = marks.get(name)
    if (text === now) continue
    const changedByMe = before === undefined || mark(text) !== before
    const changedByThem = before !== undefined && now !== undefined && mark(now) !== before
    if (changedByMe && changedByThem) merge.conflicts.push(name)
    else if (changedByThem) merge.theirs.push(name)
    else merge.mine.push(name)
  }
  return merge
}
