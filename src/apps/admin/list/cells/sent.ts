import type { SentValues } from '../../form/slugs.ts'

/** One row of a list that was sent with its cells. */
export interface SentRow {
  /** What the names of its cells begin with: 'c0'. */
  readonly prefix: string
  readonly key: string
  /** The marks of the values that its cells were drawn from: see `form/save/version.ts`. */
  readonly version: string
  /** Fields for which somebody has to say whose value holds. */
  readonly asked: readonly string[]
}

/** What is shown at the cells of a row that was sent and not saved. */
export interface CellState {
  readonly version: string
  readonly asked: readonly string[]
  /** What stood in the controls, by field. */
  readonly typed: ReadonlyMap<string, string>
  readonly errors: ReadonlyMap<string, readonly string[]>
  /** What somebody else saved meanwhile, by field. */
  readonly theirs: ReadonlyMap<string, string>
  /** What is wrong with the row as a whole; '' where nothing is. */
  readonly trouble: string
}

/** By the key of the row. */
export type CellStates = ReadonlyMap<string, CellState>

/** More rows than this no page has. */
const mostRows = 1000

/** The rows of the cells that were sent; none where the field that names them was tampered with. */
export function sentRows(sent: SentValues): readonly SentRow[] {
  let read: unknown
  try {
    read = JSON.parse(String(sent.get('_rows') ?? '[]'))
  } catch {
    return []
  }
  if (!Array.isArray(read) || read.length > mostRows) return []
  const seen = new Set<string>()
  const rows: SentRow[] = []
  for (const [index, entry] of read.entries()) {
    if (!Array.isArray(entry) || entry.some((each) => typeof each !== 'string')) continue
    const [key, version = '', asked = ''] = entry as string[]
    if (key === undefined || version === '' || seen.has(key)) continue
    seen.add(key)
    rows.push({ prefix: `c${index}`, key, version, asked: asked.split(' ').filter((name) => name !== '') })
  }
  return rows
}

/** Rows as the hidden field names them. */
export function writeRows(rows: readonly Omit<SentRow, 'prefix'>[]): string {
  return JSON.stringify(
    rows.map(({ key, version, asked }) => [key, version, ...(asked.length > 0 ? [asked.join(' ')] : [])]),
  )
}

/** The fields that a row's cells were drawn for. */
export function fieldsOf(version: string): string[] {
  return version.split(' ').map((mark) => mark.slice(0, mark.lastIndexOf(':')))
}
