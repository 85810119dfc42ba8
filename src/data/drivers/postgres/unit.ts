import type { DatabaseValue } from '../../query/index.ts'
import { type Row, type RunResult, type Statement, withColumns } from '../driver.ts'
import type { Decoders } from './decode.ts'
import type { Prepared } from './prepared.ts'

/** Rows; how many were changed; or the last command's tag ('COMMIT'). */
export type Want = 'rows' | 'result' | 'tag'

/** What was sent and not answered yet: all up to one ReadyForQuery. */
export interface Unit {
  /** Null for text with several statements. */
  readonly statement: Statement | null
  readonly text: string
  readonly values: readonly DatabaseValue[]
  readonly want: Want
  readonly portal: string
  /** Rows to read from the portal; 0 for all. */
  readonly size: number
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  prepared: Prepared | null
  decoders: Decoders | null
  rows: Row[]
  tag: string
  failure: unknown
  retried: boolean
}

/** A unit that is not sent yet. */
export function unitOf(
  statement: Statement | null,
  text: string,
  values: readonly DatabaseValue[],
  want: Want,
  portal: string,
  size: number,
  resolve: (value: never) => void,
  reject: (error: unknown) => void,
): Unit {
  return {
    statement,
    text,
    values,
    want,
    portal,
    size,
    resolve,
    reject,
    prepared: null,
    decoders: null,
    rows: [],
    tag: '',
    failure: null,
    retried: false,
  }
}

/** What the caller of a unit that succeeded gets. */
export function resultOf({ want, rows, tag, statement, decoders }: Unit): readonly Row[] | RunResult | string {
  if (want === 'rows') return statement?.named === true ? withColumns(rows, decoders?.names ?? []) : rows
  return want === 'tag' ? tag : { changes: changesOf(tag), lastKey: null }
}

/** 'INSERT 0 5', 'UPDATE 3'; a SELECT changes nothing. */
function changesOf(tag: string): number {
  return /^(?:INSERT|UPDATE|DELETE|MERGE|COPY)\b/.test(tag) ? Number(tag.slice(tag.lastIndexOf(' ') + 1)) : 0
}
