import type { Database } from '../../../../src/data/drivers/index.ts'
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterModelComment,
  alterModelOptions,
  alterModelTable,
  alterUniqueTogether,
  createModel,
  deleteModel,
  field,
  type Operation,
  type ProjectState,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
  separateStateAndDatabase,
  sql,
  validateConstraint,
} from '../../../../src/data/migrations/index.ts'
import { type Server, serverOf } from '../../../../src/data/migrations/linter/costs/server.ts'
import { Sizes } from '../../../../src/data/migrations/linter/costs/sizes.ts'
import {
  type GradedTable,
  gradeOperation,
  type Lab,
  type OperationGrade,
} from '../../../../src/data/migrations/linter/grade.ts'
import { tablesIn } from '../../../../src/data/migrations/linter/tables-before.ts'
import { Standing } from '../../../../src/data/migrations/linter/what-stands.ts'
import type { FieldState } from '../../../../src/data/query/index.ts'
import { schemaEditor } from '../../../../src/data/sql/index.ts'
import { key, model, stateOf } from '../helpers.ts'

const path = (name: string) => ({ path: name })

const shelf = model('lib', 'Shelf', { name: field.char({ maxLength: 20 }) })
const tag = model('lib', 'Tag', { word: field.char({ maxLength: 20 }) })
const book = model(
  'lib',
  'Book',
  {
    title: field.char({ maxLength: 20 }),
    blurb: field.char({ maxLength: 50, null: true }),
    isbn: field.char({ maxLength: 13, unique: true }),
    pages: field.integer({ null: true }),
    words: field.integer(),
    copies: field.positiveInteger({ null: true }),
    price: field.decimal({ maxDigits: 8, decimalPlaces: 2, null: true }),
    rating: field.float({ null: true }),
    out: field.date({ null: true }),
    seen: field.datetime({ null: true }),
    note: field.text({ null: true }),
    code: field.char({ maxLength: 10, null: true, index: true }),
    rank: field.integer({ null: true }),
    shelf: field.foreignKey('lib.Shelf', { onDelete: 'cascade' }),
    home: field.foreignKey('lib.Shelf', { onDelete: 'cascade', null: true }),
    tags: field.manyToMany('lib.Tag'),
  },
  {
    indexes: [{ name: 'book_rank', fields: ['rank', 'pages'] }],
    constraints: [
      { kind: 'check', name: 'book_words', check: { words__lt: 1_000_000 } },
      { kind: 'unique', name: 'book_note', fields: ['title', 'words'] },
    ],
  },
)
/** Has a column that is computed whenever it is read, where a database has such. */
const sheet = model('lib', 'Sheet', {
  width: field.integer(),
  height: field.integer({ null: true }),
  weight: field.integer({ dbDefault: 1 }),
  paper: field.char({ maxLength: 20, null: true, index: true }),
  twice: field.generated({
    expression: { operator: '*', left: path('width'), right: { value: 2 } },
    output: field.integer(),
    stored: false,
  }),
})
/** The same with one that is computed when it is written. */
const slip = model('lib', 'Slip', {
  width: field.integer(),
  height: field.integer({ null: true }),
  twice: field.generated({
    expression: { operator: '*', left: path('width'), right: { value: 2 } },
    output: field.integer(),
    stored: true,
  }),
})
const models = [shelf, tag, book, sheet, slip]

/** A few tables with columns of many kinds. */
export const library: ProjectState = stateOf(...models)

/** Rows for them: `count` books. */
export function libraryRows(count: number): string[] {
  const values = (i: number) =>
    `(${i}, 'title ${i}', 'blurb', 'isbn ${i}', 1, ${i}, 1, 1.5, 1.5, '2020-01-01', '2020-01-01 00:00:00', '${'n'.repeat(150)}', 'code', 1, 1, 1)`
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return [
    `INSERT INTO "lib_shelf" ("id", "name") VALUES (1, 'a')`,
    `INSERT INTO "lib_tag" ("id", "word") VALUES (1, 'a')`,
    `INSERT INTO "lib_book" ("id", "title", "blurb", "isbn", "pages", "words", "copies", "price", "rating", "out", "seen", "note", "code", "rank", "shelf_id", "home_id") VALUES ${numbers.map(values).join(', ')}`,
    `INSERT INTO "lib_book_tags" ("id", "book_id", "tag_id") VALUES (1, 1, 1)`,
    `INSERT INTO "lib_sheet" ("id", "width", "height", "paper") VALUES ${numbers.map((i) => `(${i}, 1, 1, '${'p'.repeat(20)}')`).join(', ')}`,
    `INSERT INTO "lib_slip" ("id", "width", "height") VALUES (1, 1, 1)`,
  ]
}

/** A step whose claims are held against what a server does. */
export interface Case {
  readonly operation: Operation
  /** What is done before it. */
  readonly first?: readonly Operation[]
  /** Left out: all of them. */
  readonly only?: readonly Database['database'][]
}

const fields = (owner: string) => ({
  add: (name: string, state: FieldState, fill?: unknown): Case => ({
    operation: addField({ model: owner, name, field: state, ...(fill !== undefined && { fill }) }),
  }),
  alter: (name: string, state: FieldState, fill?: unknown): Case => ({
    operation: alterField({ model: owner, name, field: state, ...(fill !== undefined && { fill }) }),
  }),
  remove: (name: string): Case => ({ operation: removeField({ model: owner, name }) }),
  rename: (from: string, to: string): Case => ({ operation: renameField({ model: owner, from, to }) }),
})

const { add, alter, remove, rename } = fields('book')
const ofSheet = fields('sheet')
const ofSlip = fields('slip')
const step = (operation: Operation, more: Omit<Case, 'operation'> = {}): Case => ({ operation, ...more })
const called = (name: string, type: string) => ({ $expression: { call: name, of: [], output: { type, options: {} } } })
const twice = (stored: boolean) =>
  field.generated({
    expression: { operator: '*', left: path('words'), right: { value: 2 } },
    output: field.integer(),
    stored,
  })
const toShelf = { onDelete: 'cascade' } as const
const check = (name: string, rule: object, later = false) =>
  addConstraint({
    model: 'book',
    constraint: { kind: 'check', name, check: rule as never },
    ...(later && { validate: false }),
  })
const toHome = { ...toShelf, null: true }

/** Steps of every kind, on tables with rows. */
export const cases: readonly Case[] = [
  step(createModel({ name: 'Loan', fields: { id: key, book: field.foreignKey('lib.Book', toShelf) } })),
  step(deleteModel({ name: 'Book' })),
  step(deleteModel({ name: 'Sheet' })),
  add('extra', field.integer({ null: true })),
  add('extra', field.integer(), 3),
  add('extra', field.integer({ default: 3 })),
  add('extra', field.integer({ dbDefault: 3 })),
  add('extra', field.char({ maxLength: 10, blank: true })),
  add('extra', field.text({ null: true, comment: 'hello' })),
  add('extra', field.datetime({ dbDefault: called('now', 'datetime') })),
  add('extra', field.float({ dbDefault: called('random', 'float') })),
  add('extra', field.char({ maxLength: 10, null: true, unique: true })),
  add('extra', field.char({ maxLength: 10, null: true, index: true })),
  add('extra', field.slug({ null: true })),
  add('extra', field.positiveInteger({ null: true })),
  add('extra', field.positiveInteger(), 1),
  add('extra', field.json({ null: true })),
  add('extra', field.json(), { a: 1 }),
  add('extra', field.binary({ null: true })),
  add('extra', field.foreignKey('lib.Shelf', { ...toShelf, null: true })),
  add('extra', field.foreignKey('lib.Shelf', toShelf), 1),
  add('extra', field.foreignKey('lib.Shelf', { ...toShelf, null: true, constraint: false })),
  add('extra', field.foreignKey('lib.Shelf', { ...toShelf, null: true, index: false })),
  add('extra', field.oneToOne('lib.Shelf', { ...toShelf, null: true })),
  add('extra', field.foreignKey('lib.Book', { ...toShelf, null: true })),
  add('extra', field.manyToMany('lib.Shelf')),
  add('extra', twice(true)),
  add('extra', twice(false)),
  remove('note'),
  remove('isbn'),
  remove('code'),
  remove('copies'),
  remove('shelf'),
  remove('tags'),
  remove('out'),
  alter('title', field.char({ maxLength: 30 })),
  alter('title', field.char({ maxLength: 100 })),
  alter('title', field.char({ maxLength: 15 })),
  alter('title', field.text()),
  alter('blurb', field.char({ maxLength: 63, null: true })),
  alter('blurb', field.char({ maxLength: 100, null: true })),
  alter('blurb', field.text({ null: true })),
  alter('blurb', field.char({ maxLength: 50 }), 'none'),
  alter('blurb', field.char({ maxLength: 80 }), 'none'),
  alter('blurb', field.char({ maxLength: 50, null: true, default: 'x' })),
  alter('blurb', field.char({ maxLength: 50, null: true, dbDefault: 'x' })),
  alter('blurb', field.char({ maxLength: 50, null: true, index: true })),
  alter('blurb', field.char({ maxLength: 50, null: true, comment: 'hello' })),
  alter('note', field.char({ maxLength: 200, null: true })),
  alter('code', field.char({ maxLength: 10, null: true })),
  alter('code', field.char({ maxLength: 12, null: true, index: true })),
  alter('code', field.char({ maxLength: 10, index: true })),
  alter('isbn', field.char({ maxLength: 13 })),
  alter('isbn', field.char({ maxLength: 13, unique: true, null: true })),
  alter('isbn', field.char({ maxLength: 20, unique: true })),
  alter('pages', field.bigInteger({ null: true })),
  alter('pages', field.smallInteger({ null: true })),
  alter('pages', field.integer(), 0),
  alter('pages', field.float({ null: true })),
  alter('pages', field.char({ maxLength: 20, null: true })),
  alter('words', field.integer({ null: true })),
  alter('words', field.bigInteger()),
  alter('words', field.integer({ unique: true })),
  alter('words', field.integer({ dbDefault: 4 })),
  alter('copies', field.integer({ null: true })),
  alter('copies', field.positiveInteger(), 1),
  alter('rank', field.positiveInteger({ null: true })),
  alter('price', field.decimal({ maxDigits: 10, decimalPlaces: 2, null: true })),
  alter('price', field.decimal({ maxDigits: 8, decimalPlaces: 1, null: true })),
  alter('price', field.decimal({ maxDigits: 9, decimalPlaces: 3, null: true })),
  alter('price', field.float({ null: true })),
  alter('rating', field.decimal({ maxDigits: 8, decimalPlaces: 2, null: true })),
  alter('out', field.datetime({ null: true })),
  alter('seen', field.date({ null: true })),
  alter('shelf', field.foreignKey('lib.Shelf', { ...toShelf, constraint: false })),
  alter('shelf', field.foreignKey('lib.Shelf', { ...toShelf, null: true })),
  alter('shelf', field.foreignKey('lib.Shelf', { ...toShelf, index: false })),
  alter('home', field.foreignKey('lib.Shelf', toShelf), 1),
  rename('title', 'headline'),
  rename('isbn', 'number'),
  rename('code', 'mark'),
  rename('shelf', 'place'),
  step(renameModel({ from: 'Book', to: 'Volume' })),
  step(renameModel({ from: 'Shelf', to: 'Rack' })),
  step(alterModelTable({ name: 'book', table: 'books' })),
  step(addIndex({ model: 'book', index: { name: 'ix', fields: ['pages', '-words'] } })),
  step(removeIndex({ model: 'book', name: 'book_rank' })),
  step(check('ck', { pages__gte: 0 })),
  step(addConstraint({ model: 'book', constraint: { kind: 'unique', name: 'un', fields: ['words'] } })),
  step(removeConstraint({ model: 'book', name: 'book_words' })),
  step(removeConstraint({ model: 'book', name: 'book_note' })),
  step(alterUniqueTogether({ name: 'book', uniqueTogether: [['words', 'shelf']] })),
  step(alterModelComment({ name: 'book', comment: 'hello' })),
  step(alterModelOptions({ name: 'book', options: { ordering: ['title'] } })),
  // With a check that says so already, PostgreSQL looks at no row.
  step(alterField({ model: 'book', name: 'pages', field: field.integer() }), {
    first: [check('ck', { pages__isnull: false })],
  }),
  step(alterField({ model: 'book', name: 'pages', field: field.integer() }), {
    first: [check('ck', { pages__isnull: false }, true)],
  }),
  step(check('ck', { pages__gte: 0 }, true)),
  step(validateConstraint({ model: 'book', name: 'ck' }), { first: [check('ck', { pages__gte: 0 }, true)] }),
  step(addField({ model: 'book', name: 'extra', field: field.foreignKey('lib.Shelf', toHome), validate: false })),
  step(validateConstraint({ model: 'book', field: 'extra' }), {
    first: [addField({ model: 'book', name: 'extra', field: field.foreignKey('lib.Shelf', toHome), validate: false })],
  }),
  step(renameIndex({ model: 'book', from: 'book_rank', to: 'book_place' })),
  step(
    separateStateAndDatabase({
      state: [removeField({ model: 'book', name: 'note' })],
      database: [addIndex({ model: 'book', index: { name: 'ix', fields: ['pages'] } })],
    }),
  ),
  ofSheet.add('extra', field.integer({ null: true })),
  ofSheet.add('extra', field.char({ maxLength: 9, null: true, index: true })),
  ofSheet.alter('height', field.integer(), 1),
  ofSheet.alter('height', field.bigInteger({ null: true })),
  ofSheet.alter('paper', field.char({ maxLength: 30 }), 'p'),
  ofSheet.remove('twice'),
  ofSheet.remove('height'),
  ofSheet.remove('paper'),
  ofSheet.remove('weight'),
  ofSlip.add('extra', field.integer({ null: true })),
  ofSlip.alter('height', field.integer(), 1),
  ofSlip.remove('twice'),
  step(sql('CREATE INDEX byhand ON lib_book (words)')),
  step(sql('UPDATE lib_book SET pages = 3')),
  step(sql('ALTER TABLE lib_book ADD COLUMN extra integer NULL; ALTER TABLE lib_book RENAME COLUMN extra TO more')),
  step(sql('ALTER TABLE lib_book DROP COLUMN note'), { only: ['postgres', 'mysql', 'sqlite'] }),
  step(sql('ALTER TABLE lib_book ADD COLUMN extra integer NULL, ALTER COLUMN pages SET NOT NULL'), {
    only: ['postgres'],
  }),
  step(sql('ALTER TABLE lib_book ALTER COLUMN pages TYPE bigint USING pages + 1'), { only: ['postgres'] }),
  step(sql('ALTER TABLE lib_book ADD CONSTRAINT ck CHECK (pages > 0) NOT VALID'), { only: ['postgres'] }),
  step(sql('ALTER TABLE lib_book VALIDATE CONSTRAINT ck'), {
    only: ['postgres'],
    first: [
      sql(
        'ALTER TABLE lib_book ADD CONSTRAINT ck CHECK (pages > 0) NOT VALID',
        'ALTER TABLE lib_book DROP CONSTRAINT ck',
      ),
    ],
  }),
  step(sql('ALTER TABLE lib_book ADD CONSTRAINT fk FOREIGN KEY (pages) REFERENCES lib_shelf (id) NOT VALID'), {
    only: ['postgres'],
  }),
  step(
    sql(
      'CREATE UNIQUE INDEX byhand ON lib_book (words); ALTER TABLE lib_book ADD CONSTRAINT u UNIQUE USING INDEX byhand',
    ),
    {
      only: ['postgres'],
    },
  ),
  step(
    sql(
      'CREATE TRIGGER byhand BEFORE UPDATE ON lib_book FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    ),
    {
      only: ['postgres'],
    },
  ),
  step(sql('TRUNCATE lib_book_tags'), { only: ['postgres'] }),
  step(sql('ALTER TABLE lib_book ALTER COLUMN code TYPE varchar(20)'), { only: ['postgres'] }),
  step(sql("COMMENT ON COLUMN public.lib_book.code IS 'hello; there'"), { only: ['postgres'] }),
  step(sql('ALTER TABLE lib_book ADD COLUMN extra integer NULL, ADD INDEX byhand (words)'), { only: ['mysql'] }),
  step(sql("ALTER TABLE lib_book ADD COLUMN a integer NULL, DROP COLUMN note, COMMENT = 'x'"), { only: ['mysql'] }),
]

/** The cases for one kind of database, each with a title of its own. */
export function casesOf(database: Database['database']): (Case & { readonly title: string })[] {
  return cases
    .filter(({ only }) => only?.includes(database) ?? true)
    .map((each, i) => {
      const { kind, arguments: given, description } = each.operation
      const said = kind === 'sql' ? (given as { forwards: string }).forwards : JSON.stringify(given).slice(0, 160)
      return { ...each, title: `${i + 1} ${kind === 'sql' ? 'sql' : description}: ${said}` }
    })
}

/** The state after operations of the library's app. */
export function after(operations: readonly Operation[], from = library): ProjectState {
  return operations.reduce((at, operation) => operation.changeState(at, 'lib'), from)
}

/** What the linter says of one operation on a database as it is. */
export async function graded(
  database: Database,
  operation: Operation,
  before: ProjectState,
  known?: Server,
): Promise<OperationGrade> {
  const server = known ?? (await serverOf(database))
  const lab: Lab = {
    database,
    server,
    sizes: new Sizes(database, server.many.danger),
    standing: new Standing(tablesIn(before, database.database), server.unvalidated),
    keeps: () => true,
  }
  return gradeOperation(operation, 'lib', before, operation.changeState(before, 'lib'), lab)
}

/** Sends an operation to a database as a migration would. */
export function carriedOut(database: Database, operation: Operation, before: ProjectState): Promise<void> {
  const after = operation.changeState(before, 'lib')
  return operation.forwards({ app: 'lib', before, after, editor: schemaEditor(database), database, keeps: () => true })
}

/** Takes it back. */
export function takenBack(database: Database, operation: Operation, before: ProjectState): Promise<void> {
  const after = operation.changeState(before, 'lib')
  const editor = schemaEditor(database)
  return operation.backwards({ app: 'lib', before: after, after: before, editor, database, keeps: () => true })
}

export type Claim = Pick<GradedTable, 'table' | 'lock' | 'rewrites' | 'scans'>

/** A database that also takes down the statements that change it. */
export function watched(
  database: Database,
  sent: string[],
  script = (text: string) => database.script(text),
): Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === 'script')
        return (text: string) => {
          sent.push(text)
          return script(text)
        }
      if (name === 'run')
        return (statement: { text: string }, values: readonly unknown[]) => {
          sent.push(statement.text)
          return target.run(statement as never, values as never)
        }
      const found = Reflect.get(target, name, target)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}
