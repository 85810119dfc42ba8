import type { Database, TransactionState } from '../../drivers/index.ts'
import type { GenericInfo, ModelInfo } from '../../query/index.ts'
import { querySetOf } from '../queryset.ts'
import type { AnyRow } from '../state.ts'
import { isUndone } from '../undone.ts'

/** A content type that was read or made; in a transaction that is still open, where that is. */
interface Entry {
  readonly key: unknown
  /** 'library.book'. */
  readonly label: string
  transaction: TransactionState | null
}

/** What names a content type: the foreign key to it, and the columns that it tells models by. */
export type TypeColumns = Pick<GenericInfo, 'type' | 'app' | 'name'>

/** Content types by the database that they were found in and by their model: a memo, of rows that never change. */
const memo = new WeakMap<Database, WeakMap<ModelInfo, Set<Entry>>>()

/** Django's rule: the rows of a proxy are its model's. */
function labelOf({ concrete }: ModelInfo): string {
  return `${concrete.app}.${concrete.name.toLowerCase()}`
}

function entriesOf({ type }: TypeColumns, database: Database): Set<Entry> {
  let models = memo.get(database)
  if (models === undefined) memo.set(database, (models = new WeakMap()))
  const model = type.relation!.to
  let entries = models.get(model)
  if (entries === undefined) models.set(model, (entries = new Set()))
  return entries
}

/** An entry that this code may rely on: what an open transaction made is for itself alone. */
function find(entries: Set<Entry>, database: Database, wanted: (entry: Entry) => boolean): Entry | undefined {
  for (const entry of entries) {
    if (isUndone(entry.transaction)) entries.delete(entry)
    else if (wanted(entry) && (entry.transaction === null || outermost(entry) === outermost(database))) return entry
  }
  return undefined
}

function outermost({ transaction }: { readonly transaction: TransactionState | null }): TransactionState | null {
  let at = transaction
  while (at !== null && at.parent !== null) at = at.parent
  return at
}

function remember(entries: Set<Entry>, database: Database, key: unknown, label: string): Entry {
  const entry: Entry = { key, label, transaction: database.transaction }
  entries.add(entry)
  if (entry.transaction !== null)
    void database.onCommit(() => {
      entry.transaction = null
    })
  return entry
}

/** Rows of a model are deleted: were they content types, none is known any more. */
export function forgetTypes(database: Database, model: ModelInfo): void {
  memo.get(database)?.delete(model)
}

/** The key of a model's content type where it is known already, else undefined. */
export function knownType(generic: TypeColumns, model: ModelInfo, database: Database): unknown {
  const label = labelOf(model)
  return find(entriesOf(generic, database), database, (each) => each.label === label)?.key
}

/** The key of a model's content type, which is made where there is none. Django's `get_for_model`. */
export async function typeOf(generic: TypeColumns, model: ModelInfo, database: Database): Promise<unknown> {
  const known = knownType(generic, model, database)
  if (known !== undefined) return known
  const { relation } = generic.type
  const { app, name } = model.concrete
  const [row] = await querySetOf(relation!.to.model)
    .using(database.name)
    .getOrCreate({ [generic.app.property]: app, [generic.name.property]: name.toLowerCase() })
  const key = (row as AnyRow)[relation!.far.attribute]
  remember(entriesOf(generic, database), database, key, labelOf(model))
  return key
}

/** The labels of the models that content types name, by key; what is no content type is not in it. */
export async function labelsOf(
  generic: GenericInfo,
  keys: ReadonlySet<unknown>,
  database: Database,
): Promise<ReadonlyMap<unknown, string>> {
  const entries = entriesOf(generic, database)
  const labels = new Map<unknown, string>()
  const missing: unknown[] = []
  for (const key of keys) {
    const known = find(entries, database, (each) => each.key === key)
    if (known === undefined) missing.push(key)
    else labels.set(key, known.label)
  }
  if (missing.length === 0) return labels
  const { to, far } = generic.type.relation!
  const { app, name } = generic
  const found = await querySetOf(to.model)
    .using(database.name)
    .filter({ [`${far.attribute}__in`]: missing })
    .orderBy()
  for (const row of found as AnyRow[]) {
    const label = `${String(row[app.attribute])}.${String(row[name.attribute])}`
    labels.set(row[far.attribute], remember(entries, database, row[far.attribute], label).label)
  }
  return labels
}
