import type { ForeignKeyDescription, TableDescription } from '../../drivers/index.ts'
import { type FieldDraft, fieldOf, isKnown, type LinkDraft, type ModelDraft, type TargetDraft } from './draft.ts'
import { isUnique } from './keys.ts'
import { numbered, pluralOf, propertyNameOf } from './names.ts'

/** Finds the model of a table: one that is being written, or one that the project has. */
export type ModelFinder = (table: string) => TargetDraft | undefined

/** Makes relations of the columns that foreign keys speak of. */
export function addForeignKeys(model: ModelDraft, find: ModelFinder): void {
  const taken = new Set<string>()
  for (const key of model.table.foreignKeys) {
    const [column] = key.columns
    const target = find(key.table)
    const field = column === undefined ? undefined : fieldOf(model, column)
    const lost = (why: string) =>
      (key.columns.length === 1 && field !== undefined ? field : model).notes.push(`${keyText(key)}: ${why}`)
    if (key.columns.length !== 1 || field === undefined) lost('a relation has one column.')
    else if (taken.has(column!)) lost('the column is a relation already.')
    else if (target === undefined) lost('that table is not among these models.')
    else if (field.type === 'generated') lost('the column is computed.')
    else {
      const far = farColumn(key, target)
      if (far === null) lost('a relation points at a column of which no two rows have the same.')
      else {
        taken.add(column!)
        addRelation(model, field, key, target, far)
      }
    }
  }
}

/** `FOREIGN KEY (a, b) REFERENCES other (c, d) ON DELETE CASCADE`. */
export function keyText({ columns, table, to, onDelete }: ForeignKeyDescription): string {
  const far = to.length === 0 ? '' : ` (${to.join(', ')})`
  return `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${table}${far}${onDelete === 'NO ACTION' ? '' : ` ON DELETE ${onDelete}`}`
}

/** The column that is pointed at: '' for the key of the other model. Null where it is no column that a relation can point at. */
function farColumn({ to }: ForeignKeyDescription, target: TargetDraft): string | null {
  const [column] = to
  if (isKnown(target)) {
    const { columns, key } = target.info
    if (column === undefined || column === key.column) return ''
    return columns.find((each) => each.column === column && each.unique)?.property ?? null
  }
  const { table } = target
  const own = table.primaryKey.length === 1 ? table.primaryKey[0] : undefined
  const name = column ?? own
  if (name === undefined || !isUnique(table, name)) return null
  return fieldOf(target, name)?.options['primaryKey'] === true ? '' : name
}

const actions: Readonly<Record<string, string>> = {
  CASCADE: 'cascade',
  'SET NULL': 'setNull',
  'SET DEFAULT': 'setDefault',
  RESTRICT: 'restrict',
  'NO ACTION': 'doNothing',
}

function addRelation(
  model: ModelDraft,
  field: FieldDraft,
  key: ForeignKeyDescription,
  target: TargetDraft,
  far: string,
): void {
  const column = field.column!
  field.type = isUnique(model.table, column.name) ? 'oneToOne' : 'foreignKey'
  field.to = target
  let onDelete = actions[key.onDelete] ?? 'doNothing'
  if (onDelete === 'setNull' && (!column.null || field.options['primaryKey'] === true)) {
    onDelete = 'doNothing'
    field.notes.push('ON DELETE SET NULL, where the column may not be null.')
  }
  const { primaryKey, comment } = field.options
  field.options = {
    onDelete,
    ...(far !== '' && { toField: far }),
    ...(primaryKey === true && { primaryKey }),
    ...(comment !== undefined && { comment }),
  }
  if (key.onUpdate !== 'NO ACTION' && key.onUpdate !== 'RESTRICT') field.notes.push(`ON UPDATE ${key.onUpdate}.`)
}

// ---- many to many --------------------------------------------------------------------------------------------------

/** Two foreign keys of which no two rows have the same pair. */
function linked(table: TableDescription): readonly [ForeignKeyDescription, ForeignKeyDescription] | null {
  const keys = table.foreignKeys.filter(({ columns }) => columns.length === 1)
  if (keys.length !== 2 || table.foreignKeys.length !== 2) return null
  const pair = keys.map(({ columns }) => columns[0]!)
  const isPair = (columns: readonly (string | null)[]) =>
    columns.length === 2 && pair.every((each) => columns.includes(each))
  const unique =
    isPair(table.primaryKey) ||
    table.uniques.some(({ columns }) => isPair(columns)) ||
    table.indexes.some((index) => index.unique && index.condition === null && isPair(index.columns))
  return unique ? (keys as unknown as readonly [ForeignKeyDescription, ForeignKeyDescription]) : null
}

/**
 * Adds the many-to-many fields. A table that holds nothing but a counted `id` and two foreign keys under the names that the ORM
 * would give them needs no model: it is returned with its field. Any other stays a model, and the field goes `through` it.
 */
export function addManyToMany(models: readonly ModelDraft[], find: ModelFinder): ReadonlyMap<ModelDraft, LinkDraft> {
  const links = new Map<ModelDraft, LinkDraft>()
  for (const model of models.filter(({ isView }) => !isView)) {
    const keys = linked(model.table)
    if (keys === null) continue
    const ends = keys.map(({ table }) => find(table))
    const [near, far] =
      ends[1] !== undefined && ownsByName(ends[1], model) && !ownsByName(ends[0], model) ? [1, 0] : [0, 1]
    const [owner, other] = [ends[near], ends[far]]
    if (owner === undefined || other === undefined || isKnown(owner)) continue
    const fields = [keys[near]!, keys[far]!].map(({ columns }) => fieldOf(model, columns[0]!))
    if (fields.some((field) => field?.to === null || field === undefined)) continue
    const automatic = isAutomatic(model, owner, other, [keys[near]!, keys[far]!], models)
    const options: Record<string, unknown> = automatic ? { table: model.table.name } : { through: model }
    if (!automatic && owner === other) options['throughFields'] = fields
    if (owner === other) options['symmetrical'] = false
    const property = ofLinkTable(owner, model)
    const field: FieldDraft = { column: null, property, type: 'manyToMany', to: other, options, notes: [] }
    owner.fields.push(field)
    if (automatic) links.set(model, { owner, field, table: model.table })
  }
  return links
}

const ownsByName = (end: TargetDraft | undefined, model: ModelDraft) =>
  end !== undefined && !isKnown(end) && model.table.name.startsWith(`${end.table.name}_`)

/** 'news_article_authors' of news_article is `authors`; else the name follows from the other model. */
function ofLinkTable(owner: ModelDraft, model: ModelDraft): string {
  const { name } = model.table
  return ownsByName(owner, model) ? propertyNameOf(name.slice(owner.table.name.length + 1)) : ''
}

function isAutomatic(
  { table }: ModelDraft,
  owner: ModelDraft,
  other: TargetDraft,
  [near, far]: readonly [ForeignKeyDescription, ForeignKeyDescription],
  models: readonly ModelDraft[],
): boolean {
  const key = table.columns.find(({ name }) => name === 'id')
  const self = owner === other
  const names = [
    `${self ? 'from_' : ''}${owner.name.toLowerCase()}_id`,
    `${self ? 'to_' : ''}${nameOf(other).toLowerCase()}_id`,
  ]
  return (
    key?.identity === true &&
    table.columns.length === 3 &&
    table.checks.length === 0 &&
    near.columns[0] === names[0] &&
    far.columns[0] === names[1] &&
    table.columns.every((column) => !column.null || column === key) &&
    !models.some((model) => model.table.foreignKeys.some((each) => each.table === table.name))
  )
}

export function nameOf(target: TargetDraft): string {
  return isKnown(target) ? target.info.name : target.name
}

/** Gives the fields without a column their names, beside those that are there. */
export function nameManyToMany(model: ModelDraft): void {
  for (const field of model.fields) {
    if (field.column !== null) continue
    const wanted = field.property === '' ? pluralOf(propertyNameOf(nameOf(field.to!))) : field.property
    field.property = ''
    field.property = numbered(wanted, (name) => isTaken(model, name))
  }
}

function isTaken(model: ModelDraft, name: string): boolean {
  return (
    name === 'id' ||
    model.fields.some((field) => field.property === name || (field.to !== null && `${field.property}_id` === name)) ||
    model.reverses.some(({ property }) => property === name)
  )
}

// ---- the far ends --------------------------------------------------------------------------------------------------

/** Names the far ends of relations: `articles`, or `articlesByEditor` where one model points here more than once, or at itself. */
export function addReverses(models: readonly ModelDraft[]): void {
  for (const model of models)
    for (const field of model.fields) {
      const { to } = field
      if (to === null || isKnown(to)) continue
      const isOne = field.type === 'oneToOne'
      const own = propertyNameOf(model.name)
      const plain = isOne ? own : pluralOf(own)
      const several = to === model || model.fields.filter((each) => each.to === to).length > 1
      const long = `${plain}By${field.property[0]!.toUpperCase()}${field.property.slice(1)}`
      const name = several || isTaken(to, plain) ? long : plain
      to.reverses.push({ property: numbered(name, (each) => isTaken(to, each)), of: model, by: field })
    }
}
