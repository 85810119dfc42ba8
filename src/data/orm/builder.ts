import type { Row } from '../drivers/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import type { Decode } from '../sql/index.ts'
import { prototypeOf } from './deferred.ts'
import { batch, type Layout, type RowConstructor, raw, related, setLoaded } from './state.ts'

/**
 * Code that builds rows is generated: measured against a loop over names it is a third faster, and every row of a layout
 * has one hidden class. Names stand in it as JSON strings, from metadata and checked annotation names only.
 */
function generate<T>(parameters: Record<string, unknown>, body: string): T {
  return new Function(...Object.keys(parameters), body)(...Object.values(parameters)) as T
}

/** A value of the result: decoded where it needs to be and is not null. */
function read(at: string, decoder: Decode | null, name: string, given: Record<string, unknown>): string {
  if (decoder === null) return at
  given[name] = decoder
  return `${at} === null ? null : ${name}(${at})`
}

/** A related row that is read along, and those that are read along with it. */
export interface Part {
  readonly property: string
  readonly layout: Layout
  /** Where its columns begin, from the first column of the row that has it. */
  readonly at: number
  /** Where its key stands: null there means that there is no such row. */
  readonly key: number
  /** The property under which it knows the row that has it; null where it may know several. */
  readonly back: string | null
}

/** Named values that a row carries beside its columns. */
export interface Extra {
  readonly name: string
  readonly at: number
  readonly decoder: Decode | null
}

/**
 * The constructor of rows that hold exactly these columns. They are instances of the model: its prototype is theirs, or one
 * that inherits from it and refuses to read the columns that are not there.
 */
export function makeLayout(
  info: ModelInfo,
  columns: readonly ColumnInfo[],
  decoders: readonly (Decode | null)[],
  parts: readonly Part[] = [],
  extras: readonly Extra[] = [],
): Layout {
  const given: Record<string, unknown> = { RAW: raw, BATCH: batch, RELATED: related, LOADED: setLoaded }
  const lines = columns.map(
    (column, i) =>
      `this[${JSON.stringify(column.attribute)}] = ${read(`raw[at + ${i}]`, decoders[i]!, `d${i}`, given)}`,
  )
  const rows = parts.map((part, i) => {
    given[`P${i}`] = part.layout.Row
    return `${JSON.stringify(part.property)}: raw[at + ${part.key}] === null ? null : new P${i}(raw, batch.parts[${i}], at + ${part.at})`
  })
  const backs = parts.flatMap(({ property, back }) => {
    if (back === null) return []
    const far = `this[RELATED][${JSON.stringify(property)}]`
    return [`if (${far} !== null) LOADED(${far}, ${JSON.stringify(back)}, this)`]
  })
  const named = extras.map(
    (extra, i) =>
      `this[${JSON.stringify(extra.name)}] = ${read(`raw[at + ${extra.at}]`, extra.decoder, `e${i}`, given)}`,
  )
  const Row = generate<RowConstructor>(
    given,
    `return function Row(raw, batch, at) {
  this[RAW] = raw
  this[BATCH] = batch
  this[RELATED] = ${rows.length === 0 ? 'null' : `{ ${rows.join(', ')} }`}
  ${[...backs, ...lines].join('\n  ')}
  ${named.join('\n  ')}
  batch.rows.push(this)
}`,
  )
  Object.defineProperty(Row, 'prototype', { value: prototypeOf(info, columns) })
  return { info, columns, decoders, Row }
}

/** Makes a plain object of a result row: what `values()` gives. */
export function recordBuilder(names: readonly string[], decoders: readonly (Decode | null)[]): (row: Row) => unknown {
  const given: Record<string, unknown> = {}
  const entries = names.map((name, i) => `${JSON.stringify(name)}: ${read(`raw[${i}]`, decoders[i]!, `d${i}`, given)}`)
  return generate(given, `return (raw) => ({ ${entries.join(', ')} })`)
}

/** Makes a list of a result row's first `count` columns: what `valuesList()` gives. */
export function listBuilder(count: number, decoders: readonly (Decode | null)[]): (row: Row) => unknown {
  const given: Record<string, unknown> = {}
  const items = Array.from({ length: count }, (_, i) => read(`raw[${i}]`, decoders[i]!, `d${i}`, given))
  return generate(given, `return (raw) => [${items.join(', ')}]`)
}

/** The first column alone. */
export function flatBuilder(decoder: Decode | null): (row: Row) => unknown {
  return decoder === null ? (row) => row[0] : (row) => (row[0] === null ? null : decoder(row[0]!))
}
