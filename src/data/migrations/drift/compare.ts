import type {
  ColumnDescription,
  ForeignKeyDescription,
  IndexDescription,
  TableDescription,
} from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { quote, type SchemaFacts, schemaFacts, type TableSchema } from '../../sql/index.ts'
import { described } from './described.ts'
import {
  actionOf,
  columnText,
  counted,
  generatedText,
  keyText,
  methodOf,
  namesIn,
  namesText,
  shortNumbers,
} from './texts.ts'
import { isSameType } from './types.ts'
import { isSameSql, maySaySame } from './words.ts'

/** What of a table a difference is about. */
export type DifferenceKind =
  | 'table'
  | 'column'
  | 'type'
  | 'null'
  | 'default'
  | 'generated'
  | 'identity'
  | 'comment'
  | 'collation'
  | 'primaryKey'
  | 'unique'
  | 'index'
  | 'check'
  | 'foreignKey'

/** One thing in which a table of a database is not what the migrations say. */
export interface Difference {
  readonly table: string
  readonly kind: DifferenceKind
  readonly column?: string
  /** Of the index or rule that it is about. */
  readonly name?: string
  /** The name under which that index is there, where it is another one. */
  readonly found?: string
  /** As SQL or in its words; null where there should be nothing. */
  readonly expected: string | null
  /** Null where there is nothing. */
  readonly actual: string | null
}

/**
 * Where a table of a database differs from what it should be; empty where it does not. `words` is the expected table as
 * the database itself words it (`wordsOf`): without it, what PostgreSQL and MariaDB write anew (checks, conditions,
 * expressions, defaults that are no plain values) is only compared as being there or not. The order of columns, and the
 * names of foreign keys and of rules that columns carry, mean nothing.
 */
export function differencesOf(
  database: DatabaseName,
  expected: TableSchema,
  actual: TableDescription | undefined,
  words?: TableDescription,
): readonly Difference[] {
  if (actual === undefined) return [{ table: expected.name, kind: 'table', expected: expected.name, actual: null }]
  const wanted = words ?? described(database, expected)
  return new Comparison(database, expected, wanted, actual, words !== undefined || database === 'sqlite').run()
}

type Found = Omit<Difference, 'table'>

class Comparison {
  readonly #database: DatabaseName
  readonly #facts: SchemaFacts
  readonly #schema: TableSchema
  readonly #expected: TableDescription
  readonly #actual: TableDescription
  readonly #sameSql: (a: string | null, b: string | null) => boolean
  readonly #found: Found[] = []

  constructor(
    database: DatabaseName,
    schema: TableSchema,
    expected: TableDescription,
    actual: TableDescription,
    exact: boolean,
  ) {
    this.#database = database
    this.#facts = schemaFacts(database)
    this.#schema = schema
    this.#expected = expected
    this.#actual = actual
    this.#sameSql = exact ? isSameSql : maySaySame
  }

  run(): readonly Difference[] {
    // First: a column that counts has to be a key.
    this.#primaryKey()
    this.#columns()
    this.#indexes()
    this.#checks()
    this.#foreignKeys()
    this.#compare({ kind: 'comment', expected: this.#expected.comment, actual: this.#actual.comment })
    return this.#found.map((difference) => ({ table: this.#schema.name, ...difference }))
  }

  #compare(difference: Found, same = difference.expected === difference.actual): void {
    if (!same) this.#found.push(difference)
  }

  #isSameName(a: string | null, b: string | null): boolean {
    return a !== null && b !== null && this.#facts.stored(a) === this.#facts.stored(b)
  }

  #areSameNames(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
    return a.length === b.length && a.every((name, i) => name === b[i] || this.#isSameName(name, b[i]!))
  }

  #columns(): void {
    const known = new Set<ColumnDescription>()
    for (const column of this.#expected.columns) {
      const found = this.#actual.columns.find(({ name }) => this.#isSameName(name, column.name))
      if (found === undefined)
        this.#found.push({ kind: 'column', column: column.name, expected: columnText(column), actual: null })
      else {
        known.add(found)
        this.#column(column, found)
      }
    }
    for (const column of this.#actual.columns)
      if (!known.has(column))
        this.#found.push({ kind: 'column', column: column.name, expected: null, actual: columnText(column) })
  }

  #column(expected: ColumnDescription, actual: ColumnDescription): void {
    const column = expected.name
    const compare = (kind: DifferenceKind, a: string | null, b: string | null, same = a === b) =>
      this.#compare({ kind, column, expected: a, actual: b }, same)
    const isNull = (of: ColumnDescription) => (of.null ? 'NULL' : 'NOT NULL')
    compare('type', expected.type, actual.type, isSameType(this.#database, expected.type, actual.type))
    compare('null', isNull(expected), isNull(actual))
    const counts = this.#schema.columns.find(({ name }) => this.#isSameName(name, column))!.counts
    compare('identity', counted(counts), counted(this.#counts(actual)))
    // The default of a key that counts is the counter itself.
    if (!counts || !actual.identity)
      compare('default', expected.default, actual.default, this.#sameSql(expected.default, actual.default))
    const sameValue = expected.generated === actual.generated && this.#sameSql(expected.expression, actual.expression)
    compare('generated', generatedText(expected), generatedText(actual), sameValue)
    compare('collation', expected.collation, actual.collation)
    compare('comment', expected.comment, actual.comment)
  }

  /** SQLite numbers the rows of every table; only AUTOINCREMENT never gives a number twice. */
  #counts({ identity }: ColumnDescription): boolean {
    return identity && (this.#actual.sql === null || /\bAUTOINCREMENT\b/i.test(this.#actual.sql))
  }

  #primaryKey(): void {
    const [expected, actual] = [this.#expected.primaryKey, this.#actual.primaryKey]
    const difference = { kind: 'primaryKey', expected: namesText(expected), actual: namesText(actual) } as const
    this.#compare(difference, this.#areSameNames(expected, actual))
  }

  #indexes(): void {
    const left = this.#actual.indexes.map((index) => this.#named(index))
    const take = (test: (index: IndexDescription) => boolean) => {
      const at = left.findIndex(test)
      return at < 0 ? undefined : left.splice(at, 1)[0]
    }
    // That of the primary key, which is compared by itself.
    take((each) => this.#isPrimaryKey(each))
    const pending: IndexDescription[] = []
    for (const { name } of this.#schema.indexes) {
      const index = this.#expected.indexes.find((each) => this.#isSameName(each.name, name))!
      const found = take((each) => this.#isSameName(each.name, name))
      if (found === undefined) pending.push(index)
      else this.#index(index, found)
    }
    for (const { name, unique } of this.#schema.columns) {
      if (!unique || take((each) => isUniqueOf(each, (columns) => this.#areSameNames(columns, [name]))) !== undefined)
        continue
      this.#found.push({ kind: 'unique', column: name, expected: `UNIQUE (${quote(name)})`, actual: null })
    }
    for (const index of pending) {
      const found = take((each) => this.#isSameIndex(index, each))
      this.#found.push({
        kind: 'index',
        name: index.name,
        ...(found !== undefined && { found: found.name }),
        expected: this.#indexText(index),
        actual: found === undefined ? null : this.#indexText(found, index),
      })
    }
    for (const index of left)
      if (!this.#isServing(index))
        this.#found.push({ kind: 'index', name: index.name, expected: null, actual: this.#indexText(index) })
  }

  #isPrimaryKey({ name, columns, implied, unique }: IndexDescription): boolean {
    const isRule = this.#actual.uniques.some((rule) => rule.name === name)
    return implied && unique && !isRule && this.#areSameNames(columns, this.#actual.primaryKey)
  }

  /** The index of a unique rule that SQLite gives a name of its own goes by that of the rule. */
  #named(index: IndexDescription): IndexDescription {
    if (!index.implied || this.#database !== 'sqlite') return index
    const rule = this.#actual.uniques.find(
      ({ name, columns }) => name !== null && this.#areSameNames(columns, index.columns),
    )
    return rule === undefined ? index : { ...index, name: rule.name! }
  }

  /** Made by MariaDB for a foreign key, or by Django for `LIKE` on PostgreSQL: it belongs to what is there otherwise. */
  #isServing({ name, columns, opclasses, unique }: IndexDescription): boolean {
    if (unique) return false
    if (this.#database === 'mysql')
      return this.#actual.foreignKeys.some((key) => key.name === name && this.#areSameNames(key.columns, columns))
    return name.endsWith('_like') && /^(?:varchar|text)_pattern_ops$/.test(opclasses[0] ?? '')
  }

  #index(expected: IndexDescription, actual: IndexDescription): void {
    if (this.#isSameIndex(expected, actual)) return
    const { name } = expected
    this.#found.push({
      kind: 'index',
      name,
      expected: this.#indexText(expected),
      actual: this.#indexText(actual, expected),
    })
  }

  #isSameIndex(a: IndexDescription, b: IndexDescription): boolean {
    const isRule = this.#database === 'postgres'
    const same = <T>(one: readonly T[], other: readonly T[]) => JSON.stringify(one) === JSON.stringify(other)
    return (
      a.unique === b.unique &&
      (!isRule || a.implied === b.implied) &&
      this.#areSameNames(a.columns, b.columns) &&
      a.expressions.every((text, i) => this.#sameSql(text, b.expressions[i] ?? null)) &&
      same(a.descending, b.descending) &&
      same(a.nulls, b.nulls) &&
      this.#areSameNames(a.include, b.include) &&
      (a.nullsDistinct === null || a.nullsDistinct === b.nullsDistinct) &&
      this.#sameSql(a.condition, b.condition) &&
      methodOf(a) === methodOf(b) &&
      same(a.opclasses, b.opclasses) &&
      this.#deferrable(this.#expected, a) === this.#deferrable(this.#actual, b) &&
      b.valid
    )
  }

  #deferrable({ uniques }: TableDescription, { name, implied }: IndexDescription): string | null {
    return implied ? (uniques.find((rule) => this.#isSameName(rule.name, name))?.deferrable ?? null) : null
  }

  /** `beside` is what it is compared with: what cannot be seen in the text otherwise is said. */
  #indexText(index: IndexDescription, beside?: IndexDescription): string {
    const of = beside === undefined ? this.#expected : this.#actual
    const keys = index.columns.map((column, i) => {
      const parts = [column === null ? index.expressions[i] : quote(column), index.opclasses[i]]
      if (index.descending[i]) parts.push('DESC')
      if (index.nulls[i]) parts.push(`NULLS ${index.nulls[i]!.toUpperCase()}`)
      return parts.filter((part) => typeof part === 'string').join(' ')
    })
    const method = methodOf(index)
    const deferrable = this.#deferrable(of, index)
    return [
      index.unique ? 'UNIQUE ' : '',
      index.unique && this.#database === 'postgres'
        ? index.implied
          ? 'rule '
          : 'index '
        : index.unique
          ? ''
          : 'index ',
      quote(index.name),
      method === null ? '' : ` USING ${method}`,
      ` (${keys.join(', ')})`,
      index.include.length === 0 ? '' : ` INCLUDE ${namesText(index.include)}`,
      index.nullsDistinct === false ? ' NULLS NOT DISTINCT' : '',
      index.condition === null ? '' : ` WHERE ${index.condition}`,
      deferrable === null ? '' : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`,
      index.valid ? '' : ', which was not finished',
    ].join('')
  }

  #checks(): void {
    const left = [...this.#actual.checks]
    const named = new Set(this.#schema.checks.map(({ name }) => this.#facts.stored(name)))
    const isNamed = (name: string | null) => name !== null && named.has(this.#facts.stored(name))
    const report = (name: string | null, expected: string | null, actual: string | null) =>
      this.#found.push({ kind: 'check', ...(name !== null && { name }), expected, actual })
    for (const { name, condition } of this.#expected.checks.filter((check) => isNamed(check.name))) {
      const at = left.findIndex((check) => this.#isSameName(check.name, name))
      const found = at < 0 ? null : left.splice(at, 1)[0]!.condition
      if (!this.#sameCheck(condition, found)) report(name, condition, found)
    }
    // Those of columns have names that nobody gave.
    for (const { condition } of this.#expected.checks.filter((check) => !isNamed(check.name))) {
      const at = left.findIndex((check) => this.#sameCheck(check.condition, condition))
      if (at < 0) report(null, condition, null)
      else left.splice(at, 1)
    }
    for (const { name, condition } of left) report(name, null, condition)
  }

  /** SQLite has decimals as quoted text, of which Django writes '0' and the ORM '0.00'; a decimal column compares them as numbers. */
  #sameCheck(a: string | null, b: string | null): boolean {
    if (this.#sameSql(a, b)) return true
    if (this.#database !== 'sqlite' || a === null || b === null) return false
    const decimals = new Set(
      this.#expected.columns.filter(({ type }) => /^decimal/i.test(type)).map(({ name }) => name),
    )
    return namesIn(a).every((name) => decimals.has(name)) && this.#sameSql(shortNumbers(a), shortNumbers(b))
  }

  #foreignKeys(): void {
    const left = [...this.#actual.foreignKeys]
    for (const key of this.#expected.foreignKeys) {
      const exact = left.findIndex((each) => this.#isSameKey(key, each))
      const at = exact >= 0 ? exact : left.findIndex((each) => this.#areSameNames(each.columns, key.columns))
      const found = at < 0 ? null : left.splice(at, 1)[0]!
      if (exact >= 0) continue
      const actual = found === null ? null : keyText(found)
      this.#found.push({ kind: 'foreignKey', column: key.columns[0]!, expected: keyText(key), actual })
    }
    for (const key of left)
      this.#found.push({
        kind: 'foreignKey',
        ...(key.columns.length === 1 && { column: key.columns[0]! }),
        ...(key.name !== null && { name: key.name }),
        expected: null,
        actual: keyText(key),
      })
  }

  #isSameKey(a: ForeignKeyDescription, b: ForeignKeyDescription): boolean {
    return (
      this.#areSameNames(a.columns, b.columns) &&
      this.#isSameName(a.table, b.table) &&
      (b.to.length === 0 || this.#areSameNames(a.to, b.to)) &&
      actionOf(a.onDelete) === actionOf(b.onDelete) &&
      actionOf(a.onUpdate) === actionOf(b.onUpdate) &&
      a.deferrable === b.deferrable
    )
  }
}

function isUniqueOf(index: IndexDescription, isOf: (columns: readonly (string | null)[]) => boolean): boolean {
  return index.unique && index.valid && index.condition === null && isOf(index.columns)
}
