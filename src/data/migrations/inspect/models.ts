import type { ColumnDescription, DatabaseDescription, TableDescription, ViewDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { addChecks, readKinds } from './checks.ts'
import { fieldTypeOf } from './column-types.ts'
import { addComputed, addDefault } from './defaults.ts'
import { type Drafts, type FieldDraft, fieldOf, isKnown, type KnownModel, type ModelDraft } from './draft.ts'
import { addIndexes } from './indexes.ts'
import { keyOf } from './keys.ts'
import { classNameOf, columnOf, numbered, propertyNameOf, relationNameOf } from './names.ts'
import { addForeignKeys, addManyToMany, addReverses, type ModelFinder, nameManyToMany } from './relations.ts'

export interface DraftOptions {
  readonly database: DatabaseName
  /** The label of the app: what tables are called before their own names. */
  readonly app: string | null
  readonly known: readonly KnownModel[]
  /** What a person has to know of a column. */
  readonly notes: ReadonlyMap<ColumnDescription, string>
}

/** The models of tables and views: kinds first, then what foreign keys say, then names, then rules. */
export function draftModels(
  { tables, views }: DatabaseDescription,
  { database, app, known, notes }: DraftOptions,
): Drafts {
  const taken = new Set(known.map(({ info }) => info.name.toLowerCase()))
  const all = [
    ...tables.map((table) => [table, false] as const),
    ...views.map((view) => [tableOf(view), true] as const),
  ]
  const left: string[] = []
  const drafts = all.flatMap(([table, isView]) => {
    const own = app !== null && table.name.startsWith(`${app}_`) ? table.name.slice(app.length + 1) : table.name
    const name = classNameOf(own, taken)
    const draft = draftOf(table, isView, name, database, tables)
    if (draft !== null) taken.add(name.toLowerCase())
    else left.push(table.name)
    return draft ?? []
  })
  for (const { fields } of drafts)
    for (const field of fields) {
      const note = field.column === null ? undefined : notes.get(field.column)
      if (note !== undefined) field.notes.push(note)
    }
  const find = finder(drafts, known, database)
  const checks = new Map(drafts.map((model) => [model, readKinds(model, database)]))
  for (const model of drafts) addForeignKeys(model, find)
  const links = addManyToMany(drafts, find)
  const models = drafts.filter((model) => !links.has(model))
  for (const model of models) nameColumns(model)
  for (const model of models) nameManyToMany(model)
  addReverses(models)
  const pointedAt = nameTargets(models)
  for (const model of models) {
    for (const field of model.fields) {
      if (!model.isView) addDefault(field, database)
      addComputed(model, field, database)
      addNull(field)
    }
    addIndexes(model, database, pointedAt)
    addChecks(model, checks.get(model)!, database)
  }
  return { models: inOrder(models), links: [...links.values()], left }
}

/** A view has columns, and nothing else that is known. */
function tableOf({ name, columns }: ViewDescription): TableDescription {
  return {
    name,
    columns,
    primaryKey: [],
    uniques: [],
    indexes: [],
    foreignKeys: [],
    checks: [],
    comment: null,
    sql: null,
  }
}

function finder(drafts: readonly ModelDraft[], known: readonly KnownModel[], database: DatabaseName): ModelFinder {
  const fold = (name: string) => (database === 'sqlite' ? name.toLowerCase() : name)
  const byTable = new Map<string, ModelDraft | KnownModel>()
  for (const model of known) if (model.from !== null) byTable.set(fold(model.info.table), model)
  for (const model of drafts) if (!model.isView) byTable.set(fold(model.table.name), model)
  return (table) => byTable.get(fold(table))
}

function draftOf(
  table: TableDescription,
  isView: boolean,
  name: string,
  database: DatabaseName,
  tables: readonly TableDescription[],
): ModelDraft | null {
  const key = keyOf(database, table, isView)
  if (key === null) return null
  const notes = key.note === null ? [] : [key.note]
  const columns = table.columns.includes(key.column) ? table.columns : [key.column, ...table.columns]
  const meta: ModelDraft['meta'] = { indexes: [], constraints: [], uniqueTogether: [] }
  const { together } = key
  const model: ModelDraft = { table, isView, together, name, fields: [], reverses: [], meta, notes }
  const seen = new Map<string, string>()
  for (const column of columns) {
    const other = seen.get(column.name.toLowerCase())
    if (other !== undefined) {
      notes.push(
        `The column "${column.name}" (${column.type}) is left out: its name differs from "${other}" in capitals alone.`,
      )
      continue
    }
    seen.set(column.name.toLowerCase(), column.name)
    model.fields.push(columnField(database, column, column === key.column, table, tables))
  }
  return model
}

function columnField(
  database: DatabaseName,
  column: ColumnDescription,
  isKey: boolean,
  table: TableDescription,
  tables: readonly TableDescription[],
): FieldDraft {
  const { type, options, of, note } = fieldTypeOf(database, column)
  const counts = isKey && column.identity
  const draft: FieldDraft = {
    column,
    property: '',
    type: counts ? countedType(database, column, table, tables) : type,
    to: null,
    options: {
      ...(counts ? { primaryKey: true } : { ...options, ...(isKey && { primaryKey: true }) }),
      ...(column.comment !== null && { comment: column.comment }),
    },
    notes: note === undefined ? [] : [note],
  }
  if (of !== undefined)
    draft.options['of'] = { ...draft, type: of.type, options: { ...of.options }, notes: [] } satisfies FieldDraft
  if (column.collation !== null && database !== 'mysql')
    draft.notes.push(`Its texts are compared by ${column.collation}.`)
  return draft
}

/** A key of 32 or of 64 bits. SQLite knows one kind: the columns that point at it say which is meant. */
function countedType(
  database: DatabaseName,
  column: ColumnDescription,
  table: TableDescription,
  tables: readonly TableDescription[],
): string {
  if (database !== 'sqlite') return /^bigint/.test(column.type) ? 'bigAuto' : 'auto'
  const pointing = tables.flatMap((other) =>
    other.foreignKeys
      .filter((key) => key.table === table.name && key.columns.length === 1)
      .map((key) => other.columns.find(({ name }) => name === key.columns[0])?.type.toLowerCase()),
  )
  return pointing.includes('integer') && !pointing.includes('bigint') ? 'auto' : 'bigAuto'
}

// ---- names ---------------------------------------------------------------------------------------------------------

/** Gives each column's field its property. Columns that the rule of names fits come first. */
function nameColumns(model: ModelDraft): void {
  const used = new Set<string>()
  const wanted = model.fields.map((field): [FieldDraft, string, boolean] => {
    const { column, to } = field
    if (column === null) return [field, '', false]
    const isRelation = to !== null
    const name = isRelation ? relationNameOf(column.name) : propertyNameOf(column.name)
    return [field, name, columnOf(name, isRelation) === column.name]
  })
  for (const exact of [true, false])
    for (const [field, name, fits] of wanted) {
      if (field.column === null || fits !== exact) continue
      const free = name === 'id' && field.options['primaryKey'] !== true ? 'idValue' : name
      const isUsed = (each: string) => used.has(each) || (field.to !== null && used.has(`${each}_id`))
      field.property = field.to !== null && isUsed(free) ? numbered(`${free}Ref`, isUsed) : numbered(free, isUsed)
      used.add(field.property)
      if (field.to !== null) used.add(`${field.property}_id`)
      if (columnOf(field.property, field.to !== null) !== field.column.name) field.options['column'] = field.column.name
    }
}

/** Puts properties in place of columns and fields in the options of relations. Returns the fields that `toField` names. */
function nameTargets(models: readonly ModelDraft[]): ReadonlySet<FieldDraft> {
  const pointedAt = new Set<FieldDraft>()
  for (const { fields } of models)
    for (const field of fields) {
      const { toField, throughFields } = field.options
      if (Array.isArray(throughFields))
        field.options['throughFields'] = throughFields.map((each: FieldDraft) => each.property)
      if (toField === undefined || field.to === null || isKnown(field.to)) continue
      const far = fieldOf(field.to, toField as string)!
      pointedAt.add(far)
      field.options['toField'] = far.property
    }
  return pointedAt
}

/** Whether it may be null; then a form may leave it empty, too. */
function addNull({ column, options, type }: FieldDraft): void {
  if (column?.null !== true || options['primaryKey'] === true || type === 'generated') return
  options['null'] = true
  options['blank'] = true
}

/** Models that others point at stand before these, where that is possible. */
function inOrder(models: readonly ModelDraft[]): ModelDraft[] {
  const ordered = new Set<ModelDraft>()
  const begun = new Set<ModelDraft>()
  const visit = (model: ModelDraft): void => {
    if (begun.has(model)) return
    begun.add(model)
    for (const { to, column } of model.fields)
      if (to !== null && column !== null && !isKnown(to) && models.includes(to)) visit(to)
    ordered.add(model)
  }
  for (const model of models) visit(model)
  return [...ordered]
}
