import { use } from '../../base/context/index.ts'
import { columnsOf, type Database, type Row, type RunResult } from '../drivers/index.ts'
import type { Expression, ModelInfo } from '../query/index.ts'
import { bind, compileStatement, type Plan } from '../sql/index.ts'
import { kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { expressionOf } from './expressions/operand.ts'
import { ExpressionRuntime, type Place } from './expressions.ts'
import { promised } from './maybe.ts'
import { ormService } from './orm.ts'
import { Slots } from './paths.ts'
import { Resolver } from './resolve.ts'
import { marks, type ShapeNode, walk } from './shape.ts'

type Node = Extract<Expression, { kind: 'sql' }>

/** Names of a table and its columns, quoted as each database does it. */
export class SqlName extends ExpressionRuntime {
  readonly names: readonly string[]

  constructor(names: readonly string[]) {
    super()
    for (const name of names)
      if (typeof name !== 'string' || name === '' || name.includes('\0') || !name.isWellFormed())
        throw ormErrors.BAD_ARGUMENT({ where: 'sql.id()', needs: 'names of tables and columns', given: kindOf(name) })
    if (names.length === 0) throw ormErrors.BAD_ARGUMENT({ where: 'sql.id()', needs: 'a name', given: 'none' })
    this.names = names
  }

  override [walk](node: ShapeNode): ShapeNode {
    let next = node.child(marks.path).child(this.names.length)
    for (const name of this.names) next = next.child(name)
    return next
  }

  override resolve(): Expression {
    return Object.freeze({ kind: 'identifier', names: this.names, output: null })
  }
}

/**
 * SQL with values in it. As a statement it is awaited; among expressions it is one, and a condition. Whatever stands in
 * `${…}` is a parameter, an expression, a name or SQL of its own, never text.
 */
export class SqlRuntime extends ExpressionRuntime implements PromiseLike<readonly object[]> {
  readonly texts: readonly string[]
  readonly of: readonly ExpressionRuntime[]
  readonly #database: string | null

  constructor(texts: readonly string[], of: readonly ExpressionRuntime[], database: string | null = null) {
    super()
    this.texts = texts
    this.of = of
    this.#database = database
  }

  // ---- as an expression ----------------------------------------------------------------------------------------------

  override [walk](node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.sql)
    this.texts.forEach((text, i) => {
      next = next.child(text)
      const of = this.of[i]
      if (of !== undefined) next = of[walk](next, values)
    })
    return next.child(marks.end)
  }

  override resolve(resolver: Resolver, { sharing }: Place): Node {
    const of = this.of.map((each) => each.resolve(resolver, { sharing, beside: null }))
    return Object.freeze({ kind: 'sql', texts: this.texts, of, output: null })
  }

  // ---- as a statement ------------------------------------------------------------------------------------------------

  /** The database's name; null for the default. */
  get databaseName(): string | null {
    return this.#database
  }

  /** The same on another database of the project. */
  using(database: string): SqlRuntime {
    return new SqlRuntime(this.texts, this.of, database)
  }

  /** Runs it, and gives what the driver does. */
  sent(wide = false): Promise<readonly Row[]> {
    return promised(() => {
      const [database, plan, values] = this.#prepared(this.#writes, wide)
      return database.all(plan.statement, bind(plan, values))
    })
  }

  #prepared(writes: boolean, wide: boolean): [Database, Plan, unknown[]] {
    const orm = use(ormService)
    const database = orm.database(this.#database)
    const values: unknown[] = []
    const node = this[walk](orm.plans(database).root.child(marks.sql).child(writes).child(wide), values)
    const plan = (node.plan ??= compileStatement(
      this.resolve(new Resolver(nothing, new Slots(database.name)), { sharing: null, beside: null }),
      database.database,
      { writes, wide },
    )) as Plan
    return [database, plan, values]
  }

  /** Rows as objects, by the names of the statement's columns. */
  async records(): Promise<Record<string, unknown>[]> {
    const rows = await this.sent()
    const names = columnsOf(rows)
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])))
  }

  /** Rows as lists, in the order of the statement's columns. */
  rows(): Promise<readonly Row[]> {
    return this.sent()
  }

  /** The first column of the first row; null where there is none. */
  async value(): Promise<unknown> {
    const [first] = await this.sent()
    return first?.[0] ?? null
  }

  /** For statements that write: how many rows changed. */
  run(): Promise<RunResult> {
    return promised(() => {
      const [database, plan, values] = this.#prepared(true, false)
      return database.run(plan.statement, bind(plan, values))
    })
  }

  /** Whether it may change something: what only reads is known by its first word. */
  get #writes(): boolean {
    const text = this.texts.join(' ').replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '')
    if (/^with\b/i.test(text)) return /\b(?:insert|update|delete|merge|replace)\b/i.test(text)
    return !/^[\s(]*(?:select|values|pragma|explain|show|table)\b/i.test(text)
  }

  then<A = Record<string, unknown>[], B = never>(
    resolve?: ((rows: Record<string, unknown>[]) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.records().then(resolve, reject)
  }
}

/** The model of a statement that is of none: paths lead nowhere. */
const nothing = Object.freeze({
  name: 'An sql statement',
  columns: [],
  relations: new Map(),
  generics: new Map(),
  column: () => undefined,
}) as unknown as ModelInfo

/** What may stand in `${…}`, as an expression. */
function inserted(value: unknown, at: number): ExpressionRuntime {
  const name = `parameter ${at + 1}`
  const bad = (needs: string, given: string) => ormErrors.BAD_ARGUMENT({ where: `sql, as ${name},`, needs, given })
  if (value === undefined) throw ormErrors.UNDEFINED({ where: 'sql', name })
  if (Array.isArray(value) || value instanceof Set) throw bad('`sql.list([…])`', 'a list')
  if (value instanceof Date && Number.isNaN(value.getTime())) throw bad('a valid date', 'an invalid one')
  if (typeof value === 'number' && !Number.isFinite(value)) throw bad('a finite number', String(value))
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    throw bad('a text that databases can hold', 'one with a NUL character or half a surrogate pair')
  return expressionOf(value)
}

/** Texts with values between them, where SQL among the values becomes part of the whole. */
function joined(texts: readonly string[], values: readonly unknown[]): SqlRuntime {
  const out: string[] = [texts[0]!]
  const of: ExpressionRuntime[] = []
  values.forEach((value, i) => {
    const next = texts[i + 1]!
    if (value instanceof SqlRuntime) {
      const [first, ...rest] = value.texts
      out[out.length - 1] += first!
      out.push(...rest)
      of.push(...value.of)
      out[out.length - 1] += next
    } else {
      of.push(inserted(value, i))
      out.push(next)
    }
  })
  return new SqlRuntime(out, of)
}

function tag(texts: TemplateStringsArray, ...values: unknown[]): SqlRuntime {
  if (!Array.isArray(texts) || !Array.isArray(texts.raw))
    throw ormErrors.BAD_ARGUMENT({ where: 'sql', needs: 'a template: sql`select …`', given: kindOf(texts) })
  return joined(texts, values)
}

/**
 * SQL: ``await sql`select name from blog_person where age > ${18}` `` gives objects by column. `.rows()` gives lists,
 * `.value()` one value, `.run()` writes. In `annotate`, `filter` and `orderBy` it is an expression.
 */
export const sql = Object.assign(tag, {
  /** A name, or a table's and a column's, quoted. */
  id: (...names: string[]): SqlName => new SqlName(names),
  /** Values, or SQL, with commas between them: `where id in (${sql.list([1, 2])})`. */
  list: (values: readonly unknown[]): SqlRuntime => {
    if (!Array.isArray(values))
      throw ormErrors.BAD_ARGUMENT({ where: 'sql.list()', needs: 'a list', given: kindOf(values) })
    if (values.length === 0) return joined(['NULL'], [])
    return joined(['', ...values.slice(1).map(() => ', '), ''], values)
  },
})
