import { type AnyQuerySet, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { fieldAccess } from '../../auth/index.ts'
import {
  type CommonOptions,
  type FormField,
  type Input,
  ModelChoiceInput,
  type RowSource,
  TextInput,
} from '../../forms/index.ts'
import { forUser } from '../for-user.ts'
import { fill } from '../format.ts'
import { type SearchField, searchCondition } from '../list/search.ts'
import { keyOf } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { choosable } from './choosable.ts'
import { overlaid, type SentValues } from './slugs.ts'

/*
 * A relation to a table of many rows is no select with thousands of options: it is a text field. What is typed is looked
 * for by the server, which asks back where it finds several rows.
 */

/** More rows than this are not listed. */
const most = 200
/** How many rows the server offers when it is not sure. */
const offered = 12

/** A relation that is looked up, as its field shows it. */
export interface Lookup {
  /** What the text field holds: the chosen row's name, or what was typed. */
  readonly text: string
  /** The key of the row that has this name; '' where none was found. */
  readonly key: string
  /** Rows that what was typed may mean. */
  readonly matches: readonly AnyRow[]
  /** Why nothing was chosen, or null. */
  readonly problem: string | null
}
export type Lookups = ReadonlyMap<string, Lookup>

/** The fields of a form whose relations have too many rows to be listed, with the model at the other end. */
export async function largeRelations(model: ModelAdmin): Promise<ReadonlyMap<string, ModelInfo>> {
  const counts = new Map<ModelInfo, Promise<number>>()
  const found = await Promise.all(
    model.editable.map(async (name) => {
      const far = model.info.column(name)?.relation?.to
      if (far === undefined) return null
      if (!counts.has(far)) counts.set(far, untyped(far).count())
      return (await counts.get(far)!) > most ? ([name, far] as const) : null
    }),
  )
  return new Map(found.filter((entry) => entry !== null))
}

/** What the fields show before anything was sent: the rows of `keys`, by field. */
export async function shownLookups(
  admin: AdminRequest,
  large: ReadonlyMap<string, ModelInfo>,
  keys: (name: string) => unknown,
  stored: StoredKey = () => null,
): Promise<Lookups> {
  const lookups = new Map<string, Lookup>()
  for (const [name, far] of large) {
    const row = await rowOf(choosableBeside(admin, far, stored(name)), far, keys(name))
    lookups.set(name, row === null ? nothing : chosen(row))
  }
  return lookups
}

/** Looks for what was typed, and puts the keys that were found in its place. */
export async function resolveLookups(
  admin: AdminRequest,
  large: ReadonlyMap<string, ModelInfo>,
  sent: SentValues,
  stored: StoredKey = () => null,
): Promise<{ readonly sent: SentValues; readonly lookups: Lookups }> {
  const lookups = new Map<string, Lookup>()
  const keys = new Map<string, string>()
  for (const [name, far] of large) {
    if (!sent.has(name)) continue
    const lookup = await resolve(
      admin,
      far,
      choosableBeside(admin, far, stored(name)),
      String(sent.get(name) ?? '').trim(),
      String(sent.get(`_was_${name}`) ?? ''),
    )
    lookups.set(name, lookup)
    keys.set(name, lookup.key === '' ? lookup.text : lookup.key)
  }
  return { sent: keys.size === 0 ? sent : overlaid(sent, keys), lookups }
}

const nothing: Lookup = Object.freeze({ text: '', key: '', matches: [], problem: null })

function chosen(row: AnyRow): Lookup {
  return { text: String(row), key: String(row['pk']), matches: [], problem: null }
}

/** The key that a row has for a relation, which it may keep; null for none. */
export type StoredKey = (name: string) => unknown

function choosableBeside(admin: AdminRequest, far: ModelInfo, key: unknown): AnyQuerySet {
  return choosable(admin, far, key === null || key === undefined ? undefined : [key])
}

async function resolve(
  admin: AdminRequest,
  far: ModelInfo,
  rows: AnyQuerySet,
  text: string,
  before: string,
): Promise<Lookup> {
  if (text === '') return nothing
  const previous = before === '' ? null : await rowOf(rows, far, before)
  if (previous !== null && String(previous) === text) return chosen(previous)
  const numbered = await rowOf(rows, far, text)
  if (numbered !== null) return chosen(numbered)
  const shown = admin.models.of(far)
  const declared = shown === undefined ? [] : (await forUser(admin, shown)).search
  let found = await search(rows, declared, text)
  // A declared search may look at the start of a name only; here people write any part of it.
  if (found.length === 0) found = await search(rows, await textFields(admin, far), text)
  const named = found.filter((row) => String(row) === text)
  if (named.length === 1) return chosen(named[0]!)
  if (found.length === 1) return chosen(found[0]!)
  if (found.length === 0)
    return {
      text,
      key: '',
      matches: [],
      problem: fill(gettext('No %(name)s matches “%(text)s”.'), { name: far.verboseName, text }),
    }
  const problem = fill(
    found.length > offered
      ? gettext('More than %(count)d %(name)s match “%(text)s”. Choose one, or write more of its name.')
      : gettext('%(count)d %(name)s match “%(text)s”. Choose one, or write more of its name.'),
    { count: Math.min(found.length, offered), name: far.verboseNamePlural, text },
  )
  return { text, key: '', matches: found.slice(0, offered), problem }
}

/** The first rows that match, one more than are offered. */
async function search(all: AnyQuerySet, fields: readonly SearchField[], text: string): Promise<readonly AnyRow[]> {
  const conditions = searchCondition(fields, text)
  if (conditions === null) return []
  let rows = all
  for (const condition of conditions) rows = rows.filter(condition)
  return all.filter({ pk__in: rows.orderBy().values('pk') }).slice(0, offered + 1)
}

/** The row that has this key, or null: also for a text that can be no key. */
async function rowOf(rows: AnyQuerySet, far: ModelInfo, key: unknown): Promise<AnyRow | null> {
  const clean = key === null || key === undefined || key === '' ? undefined : keyOf(far, String(key))
  return clean === undefined ? null : rows.filter({ pk: clean }).first()
}

/** Where to look in a model that says nothing of itself: its short texts. */
async function textFields(admin: AdminRequest, info: ModelInfo): Promise<SearchField[]> {
  const { hidden } = await fieldAccess(admin.actor, info)
  return info.columns.flatMap((column): SearchField[] => {
    const schema = column.field.describe()
    if (schema.kind !== 'string' || schema.secret || schema.choices !== undefined || hidden.has(column.property))
      return []
    const path = { path: column.property, relations: [], column, schema, ofRows: false, toMany: false }
    return [{ path, label: schema.label, lookup: 'icontains', reads: 'text' }]
  })
}

/** A relation that never lists its rows. */
class LookupInput extends ModelChoiceInput<AnyRow> {
  override get choices(): readonly [] {
    return []
  }

  override async load(): Promise<void> {}
}

/** Makes the input of a relation that is looked up. */
export function lookupInput(field: FormField, common: CommonOptions): Input {
  const rows = () => untyped(field.target!) as unknown as RowSource<AnyRow>
  return new LookupInput({ ...common, rows, widget: new TextInput() }) as unknown as Input
}
