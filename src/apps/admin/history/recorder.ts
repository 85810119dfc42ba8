import {
  type AnyRow,
  changedSince,
  type KeyedModel,
  type ModelClass,
  on,
  type RowSnapshot,
  type RowSubscription,
  snapshotOf,
  storedValues,
  untyped,
} from '../../../data/orm/index.ts'
import type { ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import type { RecordedModel } from './recorded.ts'
import { columnChange, type FieldChange, type FieldChanges, isTelling } from './values.ts'
import { type Change, writeChange } from './write.ts'

/*
 * Every change of a row of these models is written down by the events of the ORM, in its transaction: whoever saves it, a form, a task or a
 * line of code. What passes the events by passes this by: `update()`, `bulkCreate()`, `bulkUpdate()` and SQL.
 */

/** What listens to the models that are written down. */
export function recording(models: ReadonlyMap<ModelInfo, RecordedModel>): RowSubscription[] {
  return [...models.values()]
    .filter(({ info }) => !basesOf(info).some((base) => [...models.keys()].some(({ model }) => model === base)))
    .flatMap((model) => subscriptions(model))
}

/** Classes that a model extends: what listens to one of them hears of the model too. */
function basesOf(info: ModelInfo): object[] {
  const bases: object[] = []
  for (let at: unknown = Object.getPrototypeOf(info.model); typeof at === 'function'; at = Object.getPrototypeOf(at))
    bases.push(at)
  return bases
}

function subscriptions(model: RecordedModel): RowSubscription[] {
  const Model = model.info.model as unknown as ModelClass<KeyedModel>
  const before = new WeakMap<object, RowSnapshot>()
  const links = new WeakMap<object, readonly unknown[]>()
  const together = { together: true } as const
  return [
    on(
      Model,
      'beforeSave',
      async (row, { adding, database }) => {
        const known = await stateBefore(model, row, adding, database)
        if (known === null) before.delete(row)
        else before.set(row, known)
      },
      together,
    ),
    on(
      Model,
      'afterSave',
      async (row, { created, fields }) => {
        const known = before.get(row)
        before.delete(row)
        const changes = created ? newValues(model, row) : known && changedValues(model, known, row, fields)
        if (changes === undefined || (!created && Object.keys(changes).length === 0)) return
        await writeChange(changeOf(model, row as never, created ? 'added' : 'changed', changes))
      },
      together,
    ),
    on(
      Model,
      'beforeDelete',
      (row) => writeChange(changeOf(model, row as never, 'deleted', lastValues(model, row))),
      together,
    ),
    on(
      Model,
      'manyChanged',
      async (row, event) => {
        const relation = declared(model, row, event)
        if (relation === null) return
        const { action, moment, keys, reverse, database } = event
        if (action !== 'add' && moment === 'before') {
          links.set(row, await linked(relation, row as never, { keys, reverse, database }))
          return
        }
        if (moment === 'before') return
        const touched = action === 'add' ? (keys ?? []) : (links.get(row) ?? [])
        links.delete(row)
        await manyChanged(model, relation, row as never, { touched, removed: action !== 'add', reverse, database })
      },
      together,
    ),
  ]
}

/** What the row was; read where neither the row knows nor the database can be without it. */
async function stateBefore(
  { info }: RecordedModel,
  row: KeyedModel,
  adding: boolean,
  database: string,
): Promise<RowSnapshot | null> {
  const known = snapshotOf(row)
  if (known?.whole === true) return known
  const key = (row as unknown as AnyRow)['pk']
  // A row without a key, or with one that a default has made, is a new one.
  if (key === null || key === undefined || (adding && info.key.field.defaultValue() !== undefined)) return null
  const stored = await untyped(info).using(database).filter({ pk: key }).first()
  return stored === null ? null : snapshotOf(stored)
}

function newValues({ columns }: RecordedModel, row: object): FieldChanges {
  return values(columns, row, (value) => [null, value])
}

function lastValues({ columns }: RecordedModel, row: object): FieldChanges {
  return values(columns, row, (value) => [value, null])
}

function values(
  columns: RecordedModel['columns'],
  row: object,
  pair: (value: unknown) => readonly [unknown, unknown],
): FieldChanges {
  const changes: Record<string, FieldChange> = {}
  for (const { column, value } of storedValues(row)) {
    if (!columns.has(column) || value === null || value === undefined || value === '') continue
    const change = columnChange(column, ...pair(value))
    if (isTelling(change)) changes[column.property] = change
  }
  return changes
}

function changedValues(
  { columns }: RecordedModel,
  before: RowSnapshot,
  row: object,
  fields: readonly string[] | null,
): FieldChanges {
  const changes: Record<string, FieldChange> = {}
  for (const { column, before: was, after } of changedSince(before, row, fields)) {
    const change = columns.has(column) ? columnChange(column, was, after) : null
    if (change !== null) changes[column.property] = change
  }
  return changes
}

function changeOf(model: RecordedModel, row: AnyRow, action: Change['action'], changes: FieldChanges): Change {
  const { info, parent } = model
  const parentKey = parent === null ? null : row[parent.column.attribute]
  return {
    info,
    key: row['pk'],
    row,
    action,
    changes,
    parent: parent === null || parentKey == null ? null : { model: parent.model, key: parentKey },
  }
}

// ---- many-to-many ----------------------------------------------------------------------------------------------------

interface ManyTold {
  readonly property: string
  readonly reverse: boolean
}

/** The relation as this model declares it; null where the other side does, whose own history tells of it. */
function declared({ info }: RecordedModel, row: object, { property, reverse }: ManyTold): RelationInfo | null {
  const near = infoOfRow(row, info)
  if (!reverse) return near === null ? null : (near.relations.get(property) ?? null)
  for (const relation of info.relations.values()) {
    if (relation.kind !== 'manyToMany' || relation.field?.type !== 'manyToMany') continue
    if (row instanceof relation.to.model && relation.reverse?.property === property) return relation
  }
  return null
}

/** The model, where the row is of it; a row of the other side is not. */
function infoOfRow(row: object, info: ModelInfo): ModelInfo | null {
  return row instanceof info.model ? info : null
}

interface Touched {
  readonly keys: readonly unknown[] | null
  readonly reverse: boolean
  readonly database: string
}

/** The keys at the other end that are linked now, out of those that are to be taken out. */
async function linked(relation: RelationInfo, row: AnyRow, { keys, reverse, database }: Touched): Promise<unknown[]> {
  const through = relation.through!
  const [near, far] = reverse ? [through.far, through.near] : [through.near, through.far]
  const own = untyped(through.model)
    .using(database)
    .filter({ [near.attribute]: row['pk'] })
  const rows = keys === null ? own : own.filter({ [`${far.attribute}__in`]: keys })
  return (await rows.orderBy().valuesList(far.attribute, { flat: true })) as unknown[]
}

interface ManyDone {
  readonly touched: readonly unknown[]
  readonly removed: boolean
  readonly reverse: boolean
  readonly database: string
}

async function manyChanged(model: RecordedModel, relation: RelationInfo, row: AnyRow, done: ManyDone): Promise<void> {
  const { touched, removed, reverse, database } = done
  if (touched.length === 0) return
  const told = (keys: readonly unknown[]): FieldChanges => ({
    [relation.property]: removed ? { added: [], removed: keys } : { added: keys, removed: [] },
  })
  if (!reverse) {
    await writeChange(changeOf(model, row, 'changed', told(touched)))
    return
  }
  // Each of the rows at the other end has a history of its own.
  const rows = await untyped(model.info).using(database).filter({ pk__in: touched })
  for (const each of rows) await writeChange(changeOf(model, each, 'changed', told([row['pk']])))
}
