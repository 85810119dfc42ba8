import fc from 'fast-check'
import type { DatabaseName } from '../../src/data/query/index.ts'

/** A schema as somebody's hand might have made it: names, keys, types, rules and relations of every kind. Statements of SQL. */
export function anySchema(database: DatabaseName): fc.Arbitrary<string> {
  return fc
    .uniqueArray(anyTable(database), { minLength: 2, maxLength: 5, selector: ({ name }) => name.toLowerCase() })
    .chain((tables) =>
      fc
        .array(anyReference(tables.length), { maxLength: 6 })
        .map((references) => schemaText(database, tables, references)),
    )
}

interface AnyColumn {
  readonly name: string
  readonly type: readonly [type: string, literal: string, kind: 'number' | 'text' | 'other']
  readonly null: boolean
  readonly isGiven: boolean
  readonly rule: 'none' | 'unique' | 'positive' | 'choice'
}

interface AnyTable {
  readonly name: string
  readonly key: 'small' | 'big' | 'text' | 'pair' | 'none'
  readonly columns: readonly AnyColumn[]
  readonly indexes: readonly ('plain' | 'down' | 'pair' | 'unique' | 'part' | 'lower')[]
  readonly named: boolean
}

interface AnyReference {
  readonly from: number
  readonly to: number
  readonly action: string
  readonly null: boolean
  readonly unique: boolean
  readonly indexed: boolean
  /** With another one in a table between the two. */
  readonly linked: boolean
}

const tableNames = [
  'news article',
  'Order',
  'class',
  '2nd',
  '__x__',
  'Model',
  'User',
  'über',
  'a',
  'Field',
  'tag',
  'Team_Member',
]
const columnNames = [
  'name',
  'Is Staff',
  'isActive',
  'a__b',
  '_x',
  'y_',
  'save',
  'pk',
  'class',
  '3d',
  'größe',
  'address2_line',
  'URL',
  'in',
  'id_card',
]

const q = (name: string) => `"${name.replaceAll('"', '""')}"`

const types: Readonly<Record<DatabaseName, readonly AnyColumn['type'][]>> = {
  sqlite: [
    ['INTEGER', '1', 'number'],
    ['smallint', '2', 'number'],
    ['BIGINT', '3', 'number'],
    ['TEXT', "'a'", 'text'],
    ['varchar(20)', "'b'", 'text'],
    ['DECIMAL(8, 2)', '1.25', 'number'],
    ['REAL', '1.5', 'number'],
    ['bool', '1', 'other'],
    ['datetime', "'2020-01-02 03:04:05'", 'other'],
    ['date', "'2020-01-02'", 'other'],
    ['BLOB', "X'00'", 'other'],
    ['POLYGON', "'p'", 'other'],
  ],
  postgres: [
    ['integer', '1', 'number'],
    ['smallint', '2', 'number'],
    ['bigint', '3', 'number'],
    ['text', "'a'", 'text'],
    ['varchar(20)', "'b'", 'text'],
    ['numeric(8, 2)', '1.25', 'number'],
    ['double precision', '1.5', 'number'],
    ['boolean', 'true', 'other'],
    ['timestamptz', 'now()', 'other'],
    ['date', "'2020-01-02'", 'other'],
    ['jsonb', "'{}'", 'other'],
    ['uuid', 'gen_random_uuid()', 'other'],
    ['int4range', "'[1,2)'", 'other'],
    ['interval', "'1 day'", 'other'],
    ['integer[]', "'{1}'", 'other'],
  ],
  mysql: [
    ['int', '1', 'number'],
    ['smallint unsigned', '2', 'number'],
    ['bigint', '3', 'number'],
    ['longtext', "'a'", 'other'],
    ['varchar(20)', "'b'", 'text'],
    ['decimal(8, 2)', '1.25', 'number'],
    ['double', '1.5', 'number'],
    ['tinyint(1)', '1', 'other'],
    ['datetime(6)', 'current_timestamp(6)', 'other'],
    ['date', "'2020-01-02'", 'other'],
    ["enum('a','b')", "'a'", 'other'],
    ['mediumint', '7', 'number'],
  ],
}

function anyTable(database: DatabaseName): fc.Arbitrary<AnyTable> {
  const column: fc.Arbitrary<AnyColumn> = fc.record({
    name: fc.constantFrom(...columnNames),
    type: fc.constantFrom(...types[database]),
    null: fc.boolean(),
    isGiven: fc.boolean(),
    rule: fc.constantFrom('none', 'none', 'unique', 'positive', 'choice'),
  })
  return fc.record({
    name: fc.constantFrom(...tableNames),
    key: fc.constantFrom('small', 'big', 'text', 'pair', 'none'),
    columns: fc.uniqueArray(column, { minLength: 1, maxLength: 6, selector: ({ name }) => name.toLowerCase() }),
    indexes: fc.uniqueArray(fc.constantFrom('plain', 'down', 'pair', 'unique', 'part', 'lower'), { maxLength: 4 }),
    named: fc.boolean(),
  })
}

const anyReference = (tables: number): fc.Arbitrary<AnyReference> =>
  fc.record({
    from: fc.nat(tables - 1),
    to: fc.nat(tables - 1),
    action: fc.constantFrom('CASCADE', 'SET NULL', 'RESTRICT', 'NO ACTION'),
    null: fc.boolean(),
    unique: fc.boolean(),
    indexed: fc.boolean(),
    linked: fc.boolean(),
  })

// ---- as statements -------------------------------------------------------------------------------------------------

const keyTypes = {
  sqlite: { small: 'integer', big: 'integer', text: 'varchar(20)' },
  postgres: { small: 'integer', big: 'bigint', text: 'varchar(20)' },
  mysql: { small: 'int', big: 'bigint', text: 'varchar(20)' },
} as const

function counted(database: DatabaseName, key: 'small' | 'big'): string {
  if (database === 'sqlite') return `"id" integer PRIMARY KEY${key === 'big' ? ' AUTOINCREMENT' : ''}`
  const type = keyTypes[database][key]
  return `"id" ${type} ${database === 'postgres' ? 'GENERATED BY DEFAULT AS IDENTITY' : 'AUTO_INCREMENT'} PRIMARY KEY`
}

function keyLines(database: DatabaseName, key: AnyTable['key']): string[] {
  if (key === 'none') return []
  if (key === 'pair') return ['"left" varchar(10) NOT NULL', '"right" varchar(10) NOT NULL']
  return [key === 'text' ? '"code" varchar(20) NOT NULL PRIMARY KEY' : counted(database, key)]
}

function columnText(database: DatabaseName, { name, type, null: isNull, isGiven, rule }: AnyColumn): string {
  const [declared, literal, kind] = type
  const parts = [q(name), declared]
  if (isGiven) parts.push(`DEFAULT ${literal}`)
  if (!isNull) parts.push('NOT NULL')
  if (rule === 'unique' && kind !== 'other') parts.push('UNIQUE')
  if (rule === 'positive' && kind === 'number') parts.push(`CHECK (${q(name)} >= 0)`)
  if (rule === 'choice' && kind === 'text') parts.push(`CHECK (${q(name)} IN ('a', 'b', 'it''s'))`)
  return database === 'mysql' && isGiven && declared === 'longtext' ? `${q(name)} longtext` : parts.join(' ')
}

function indexTexts(database: DatabaseName, table: AnyTable, number: number): string[] {
  const first = table.columns.find(({ type }) => type[2] !== 'other')
  const second = table.columns.findLast(({ type }) => type[2] !== 'other')
  if (first === undefined || second === undefined) return []
  const on = (name: string, keys: string, unique = '', rest = '') =>
    `CREATE ${unique}INDEX ${q(`${name}_${number}`)} ON ${q(table.name)} (${keys})${rest}`
  const texts = {
    plain: on('by', q(first.name)),
    down: on('down', `${q(first.name)} DESC`),
    pair: first === second ? null : on('pair', `${q(first.name)}, ${q(second.name)} DESC`),
    unique: first === second ? null : on('one', `${q(first.name)}, ${q(second.name)}`, 'UNIQUE '),
    part: database === 'mysql' ? null : on('part', q(first.name), '', ` WHERE ${q(second.name)} IS NOT NULL`),
    lower: database === 'mysql' || first.type[2] !== 'text' ? null : on('lower', `lower(${q(first.name)})`),
  }
  return table.indexes.flatMap((name) => texts[name] ?? [])
}

function schemaText(database: DatabaseName, tables: readonly AnyTable[], references: readonly AnyReference[]): string {
  const keyed = (at: number) => ['small', 'big', 'text'].includes(tables[at]!.key)
  const columnOf = (at: number) => (tables[at]!.key === 'text' ? 'code' : 'id')
  const typeOf = (at: number) => keyTypes[database][tables[at]!.key as 'small']
  const creates: string[] = []
  const later: string[] = []
  const key = (table: string, column: string, to: number, action: string) => {
    const target = `REFERENCES ${q(tables[to]!.name)} (${q(columnOf(to))}) ON DELETE ${action}`
    if (database === 'sqlite') return ` ${target}`
    later.push(`ALTER TABLE ${q(table)} ADD FOREIGN KEY (${q(column)}) ${target}`)
    return ''
  }
  for (const [at, table] of tables.entries()) {
    const lines = [...keyLines(database, table.key), ...table.columns.map((column) => columnText(database, column))]
    for (const [number, reference] of references.entries()) {
      if (reference.from !== at || reference.linked || !keyed(reference.to)) continue
      const column = number % 2 === 0 ? `ref${number}_id` : `Ref ${number}`
      const isNull = reference.null || reference.to === at
      const rules = `${isNull ? '' : ' NOT NULL'}${reference.unique ? ' UNIQUE' : ''}`
      const action = !isNull && reference.action === 'SET NULL' ? 'CASCADE' : reference.action
      lines.push(`${q(column)} ${typeOf(reference.to)}${rules}${key(table.name, column, reference.to, action)}`)
      if (reference.indexed) later.push(`CREATE INDEX "key_${number}" ON ${q(table.name)} (${q(column)})`)
    }
    if (table.key === 'pair') lines.push('PRIMARY KEY ("left", "right")')
    creates.push(`CREATE TABLE ${q(table.name)} (${lines.join(', ')})`)
    later.push(...indexTexts(database, table, at))
  }
  for (const [number, { from, to, linked, unique }] of references.entries()) {
    if (!linked || !keyed(from) || !keyed(to)) continue
    const name = `${tables[from]!.name}_link${number}`
    const self = from === to
    const [near, far] = [from, to].map(
      (at, end) => `${self ? ['from_', 'to_'][end] : ''}${tables[at]!.name.toLowerCase()}_id`,
    )
    const lines = [
      ...(unique ? [counted(database, 'big')] : []),
      `${q(near!)} ${typeOf(from)} NOT NULL${key(name, near!, from, 'CASCADE')}`,
      `${q(far!)} ${typeOf(to)} NOT NULL${key(name, far!, to, 'CASCADE')}`,
      `${unique ? 'UNIQUE' : 'PRIMARY KEY'} (${q(near!)}, ${q(far!)})`,
    ]
    creates.push(`CREATE TABLE ${q(name)} (${lines.join(', ')})`)
  }
  return `${[...creates, ...later].join(';\n')};\n`
}
