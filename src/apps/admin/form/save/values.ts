import { randomUUID } from 'node:crypto'
import { StoredFile } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import type { AnyRow } from '../../registration.ts'
import { type FieldTexts, valueText } from './version.ts'

/** The value that a row holds for a field of its form: a key for a relation to one row, the rows of a relation to many. */
export async function storedValue(info: ModelInfo, row: AnyRow, name: string): Promise<unknown> {
  const column = info.column(name)
  if (column !== undefined) return row[column.attribute]
  return (row[name] as { load(): Promise<readonly object[]> }).load()
}

/** The stored values of `names` as texts to compare. */
export async function storedTexts(info: ModelInfo, row: AnyRow, names: readonly string[]): Promise<FieldTexts> {
  const texts = new Map<string, string>()
  for (const name of names) texts.set(name, fieldText(info, name, await storedValue(info, row, name)))
  return texts
}

/** The values that a form was sent, as texts to compare. */
export function sentTexts(
  info: ModelInfo,
  cleaned: Readonly<Record<string, unknown>>,
  names: readonly string[],
): FieldTexts {
  return new Map(names.map((name) => [name, fieldText(info, name, cleaned[name])]))
}

/** A decimal, of whatever shape: zeros at its end are no difference. */
function isDecimal(value: unknown): value is { toFixed(): string } {
  return typeof value === 'object' && value !== null && 'toFixed' in value
}

/** A form shows times to the second, so what lies below is no difference. */
function fieldText(info: ModelInfo, name: string, value: unknown): string {
  const kind = info.column(name)?.field.describe().kind
  if (kind === 'file') return fileText(value)
  if (kind === 'datetime' && value instanceof Date) return `date ${Math.floor(value.getTime() / 1000)}`
  if (kind === 'decimal' && isDecimal(value)) return `decimal ${value.toFixed()}`
  if (kind === 'time' && typeof value === 'string') return `"${value.replace(/\.\d+$/, '')}"`
  return valueText(value)
}

/** A stored file by its name; an upload is like nothing that is there. */
function fileText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'file'
  const isUpload = typeof value === 'object' && !(value instanceof StoredFile)
  return isUpload ? `upload ${randomUUID()}` : `file ${String(value)}`
}
