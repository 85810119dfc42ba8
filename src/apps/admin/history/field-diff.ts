import { fromFixture } from '../../../data/fixtures/index.ts'
import type { ColumnInfo, ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { fieldCell } from '../format.ts'
import { fieldName } from '../paths.ts'
import type { RowNames } from './names.ts'
import type { FieldChange } from './values.ts'
import { type Piece, textDiff } from './words.ts'

/** One field of a change, as it is drawn. */
export interface FieldDiff {
  readonly name: string
  readonly label: string
  readonly was: readonly Piece[]
  readonly now: readonly Piece[]
  /** Instead of both: that it changed, and why it is not said what. */
  readonly note: string
}

/** The rows that a change names, to be read together. */
export function wantNames(info: ModelInfo, name: string, change: FieldChange, names: RowNames): void {
  const relation = info.relations.get(name)
  if (relation === undefined || 'untold' in change) return
  for (const key of 'added' in change ? [...change.added, ...change.removed] : change) names.want(relation.to, key)
}

/** How a change of a field is read: choices and rows by what they are called, within texts the words that changed. */
export function fieldDiff(
  info: ModelInfo,
  name: string,
  change: FieldChange,
  { names, zone }: { readonly names: RowNames; readonly zone: string },
): FieldDiff {
  const column = info.column(name)
  const relation = info.relations.get(name)
  const label = fieldName(info, name)
  const base = { name, label, was: [], now: [], note: '' }
  if ('untold' in change) {
    const note =
      change.untold === 'secret' ? gettext('Changed. It is secret.') : gettext('Changed. It is too large to be shown.')
    return { ...base, note }
  }
  if ('added' in change) {
    const list = (keys: readonly unknown[]): Piece[] =>
      keys.flatMap((key, i) => [
        ...(i === 0 ? [] : [{ text: gettext(', '), marked: false }]),
        { text: relation === undefined ? String(key) : names.of(relation.to, key), marked: true },
      ])
    return { ...base, was: list(change.removed), now: list(change.added) }
  }
  const [before, after] = change
  if (
    column !== undefined &&
    isText(column) &&
    typeof before === 'string' &&
    typeof after === 'string' &&
    before &&
    after
  )
    return { ...base, ...textDiff(before, after) }
  const whole = (value: unknown): Piece[] => {
    const text = valueText(column, value, names, zone)
    return text === '' ? [] : [{ text, marked: true }]
  }
  return { ...base, was: whole(before), now: whole(after) }
}

function isText({ field, relation }: ColumnInfo): boolean {
  const { kind, choices } = field.describe()
  return relation === null && choices === undefined && (kind === 'string' || kind === 'text')
}

/** A value that was kept as JSON, as people read it; empty for none. */
export function valueText(column: ColumnInfo | undefined, value: unknown, names: RowNames, zone: string): string {
  if (value === null || value === undefined || value === '') return ''
  if (column === undefined) return typeof value === 'string' ? value : JSON.stringify(value)
  if (column.relation !== null) return names.of(column.relation.to, value)
  const schema = column.field.describe()
  if (isText(column)) return String(value)
  if (schema.kind === 'json' || schema.kind === 'array') return JSON.stringify(value, null, 1)
  if (schema.kind === 'file') return String(value).slice(String(value).lastIndexOf('/') + 1)
  try {
    return fieldCell(schema, storedFrom(column, value), zone).text
  } catch {
    return String(value)
  }
}

/** The value of a field that its JSON stands for. Throws where the field is another by now. */
function storedFrom(column: ColumnInfo, value: unknown): unknown {
  if (value === null || value === undefined) return null
  return column.field.clean(fromFixture(column)?.(value) ?? value)
}
