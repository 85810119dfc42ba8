import type { TableDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import type { TableSchema } from '../../sql/index.ts'

export interface Difference {
  readonly table: string
  readonly kind: string
  readonly column?: string
  readonly name?: string
  readonly expected: string | null
  readonly actual: string | null
}

/** In what a live table differs from what it should be; empty where in nothing. */
export function differencesOf(
  _database: DatabaseName,
  expected: TableSchema,
  actual: TableDescription | undefined,
): readonly Difference[] {
  const table = expected.name
  if (actual === undefined) return [{ table, kind: 'table', expected: table, actual: null }]
  const bare = (type: string) =>
    type
      .toLowerCase()
      .replace(/\((\d+)\)$/, (all) => (type.startsWith('varchar') ? all : ''))
      .replace(' auto_increment', '')
      .replace('integer', 'int')
      .replace('bool', 'tinyint')
  const sides = <A, B>(
    kind: string,
    as: readonly A[],
    bs: readonly B[],
    key: (each: A) => string,
    told: (each: B) => string,
  ) => {
    const [x, y] = [new Set(as.map(key)), new Set(bs.map(told))]
    return [
      ...[...x.difference(y)].map((each) => ({ table, kind, name: each, expected: each, actual: null })),
      ...[...y.difference(x)].map((each) => ({ table, kind, name: each, expected: null, actual: each })),
    ]
  }
  const keys = new Set(actual.foreignKeys.map((key) => key.name))
  return [
    ...sides(
      'column',
      expected.columns,
      actual.columns,
      (c) => `${c.name} ${bare(c.type)} ${c.null} ${c.default !== null}`,
      (c) => `${c.name} ${bare(c.type)} ${c.null} ${c.default !== null && c.default !== 'NULL'}`,
    ),
    ...sides(
      'index',
      expected.indexes,
      actual.indexes.filter(
        (index) => !index.implied && !keys.has(index.name) && !actual.columns.some((c) => c.name === index.name),
      ),
      (i) => i.name,
      (i) => i.name,
    ),
    ...sides(
      'foreign key',
      expected.columns.filter((c) => c.references !== null),
      actual.foreignKeys,
      (c) => c.name,
      (k) => k.columns.join(),
    ),
    ...sides(
      'check',
      expected.checks,
      actual.checks.filter((c) => !actual.columns.some(({ name }) => name === c.name)),
      (c) => c.name,
      (c) => String(c.name),
    ),
  ]
}
