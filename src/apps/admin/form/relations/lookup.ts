import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import { keyOf } from '../../keys.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { overlaid, type SentValues } from '../slugs.ts'
import { rowsForField, storedKeys } from './choosable.ts'
import type { LargeRelation, LargeRelations } from './large.ts'
import { meaning, problemOf, type Resolver } from './meaning.ts'
import { labelled, type RowChoice, rowChoices, rowLabel } from './row-choices.ts'
import { rowWithKey } from './search-rows.ts'

/*
 * A relation to a table of many rows is no select with thousands of options: it is a text field, of a line for each row where it takes
 * several. What is typed is looked for by the server, which asks back where it finds several rows. The keys of the rows that the page
 * showed come back beside the text (`_was_<name>`), so that two rows of one name stay apart.
 */

/** How many rows one field takes, and how many names of them are looked for. */
const mostRows = 1000
const mostNames = 50

/** A relation that is looked up, as its field shows it. */
export interface Lookup {
  readonly relation: LargeRelation
  /** What the text field holds: the chosen row's name, or what was typed; a line for each row of several. */
  readonly text: string
  /** The rows that were found. */
  readonly chosen: readonly RowChoice[]
  /** Rows that what was typed for one row may mean. */
  readonly matches: readonly RowChoice[]
  /** Why nothing was chosen, or null. */
  readonly problem: string | null
}
export type Lookups = ReadonlyMap<string, Lookup>

/** The keys that a row has for a relation, which it may keep: one, a list or a subquery; null or undefined for none. */
export type StoredKey = (name: string) => unknown

/** What a row has for its relations now: a form puts what it was sent into it. */
export function storedKeysOf(model: ModelAdmin, row: AnyRow): StoredKey {
  const keys = new Map(
    model.editable
      .filter((name) => model.info.relations.has(name))
      .map((name) => [name, storedKeys(model, row, name)] as const),
  )
  return (name) => keys.get(name)
}

/** The rows that a looked-up field may be given. */
export function rowsOf(admin: AdminRequest, { info, name }: LargeRelation, stored: unknown): AnyQuerySet {
  const isNone = stored === null || stored === undefined
  return rowsForField(admin, info, name, isNone ? undefined : typeof stored === 'object' ? stored : [stored])
}

/** What the fields show before anything was sent: the rows of `keys`, by field; those that `row` has read already are not read again. */
export async function shownLookups(
  admin: AdminRequest,
  large: LargeRelations,
  keys: (name: string) => unknown,
  stored: StoredKey = () => null,
  row: AnyRow | null = null,
): Promise<Lookups> {
  const lookups = new Map<string, Lookup>()
  for (const [name, relation] of large) {
    const known = row === null ? null : readAlready(admin, relation, row)
    const rows =
      known !== null ? [known] : await rowsWithKeys(admin, relation, rowsOf(admin, relation, stored(name)), keys(name))
    lookups.set(name, await found(admin, relation, rows))
  }
  return lookups
}

/** The row at the end of a relation that came with `row`, where its label needs nothing more. */
function readAlready(admin: AdminRequest, { far, name }: LargeRelation, row: AnyRow): AnyRow | null {
  const there = row[name]
  const needsMore = (admin.models.of(far)?.options.listSelectRelated ?? []).length > 0
  return !needsMore && there instanceof far.model ? (there as unknown as AnyRow) : null
}

/** Looks for what was typed, and puts the keys that were found in its place. */
export async function resolveLookups(
  admin: AdminRequest,
  large: LargeRelations,
  sent: SentValues,
  stored: StoredKey = () => null,
): Promise<{ readonly sent: SentValues; readonly lookups: Lookups }> {
  const lookups = new Map<string, Lookup>()
  const keys = new Map<string, string | readonly string[]>()
  for (const [name, relation] of large) {
    if (!sent.has(name)) continue
    const rows = rowsOf(admin, relation, stored(name))
    const typed = sent
      .getAll(name)
      .flatMap((value) => String(value ?? '').split(relation.many && relation.byKey ? /[\s,]+/ : /[\r\n]+/))
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter((line) => line !== '')
    const resolver = { admin, relation, rows }
    const was = await rowsWithKeys(admin, relation, rows, parseKeys(sent.get(`_was_${name}`)))
    const lookup = relation.many
      ? await resolveMany(resolver, [...new Set(typed)], typed, was)
      : await resolveOne(resolver, typed.join(' '), was[0] ?? null)
    lookups.set(name, lookup)
    const chosen = lookup.chosen.map(({ id }) => id)
    // What was not found goes on as it was typed, and is refused as no choice.
    if (relation.many) keys.set(name, lookup.problem === null ? chosen : [...chosen, notFound])
    else keys.set(name, lookup.problem === null ? (chosen[0] ?? '') : notFound)
  }
  return { sent: keys.size === 0 ? sent : overlaid(sent, keys), lookups }
}

/** Stands for a row that was not found: a key of no table. */
const notFound = '\u2205'

/** The keys that came back with the text: one, or JSON of several. Anything else that was made up is none. */
function parseKeys(sent: unknown): readonly string[] {
  const text = typeof sent === 'string' ? sent : ''
  if (!text.startsWith('[')) return text === '' ? [] : [text]
  try {
    const keys: unknown = JSON.parse(text)
    return Array.isArray(keys) ? keys.slice(0, mostRows).map(String) : []
  } catch {
    return []
  }
}

/** Rows by one key, by several in their order, or by a subquery. */
async function rowsWithKeys(
  admin: AdminRequest,
  { far, many }: LargeRelation,
  rows: AnyQuerySet,
  keys: unknown,
): Promise<readonly AnyRow[]> {
  if (keys === null || keys === undefined || keys === '') return []
  const known = labelled(admin, far, rows)
  if (Array.isArray(keys)) {
    const clean = keys
      .slice(0, many ? mostRows : 1)
      .map((key) => keyOf(far, String((key as { pk?: unknown } | null)?.pk ?? key)))
      .filter((key) => key !== undefined)
    if (clean.length === 0) return []
    const byKey = new Map((await known.filter({ pk__in: clean })).map((row) => [String(row['pk']), row]))
    return [...new Set(clean.map(String))].map((key) => byKey.get(key)).filter((row) => row !== undefined)
  }
  if (many && typeof keys === 'object') return known.filter({ pk__in: keys }).slice(0, mostRows)
  const row = await rowWithKey(known, far, (keys as { pk?: unknown }).pk ?? keys)
  return row === null ? [] : [row]
}

/** What a field shows of rows that were found. */
async function found(admin: AdminRequest, relation: LargeRelation, rows: readonly AnyRow[]): Promise<Lookup> {
  const chosen = await rowChoices(admin, relation.far, rows)
  const text = chosen.map(({ id, label }) => (relation.byKey ? id : label)).join(relation.byKey ? ', ' : '\n')
  return { relation, text, chosen, matches: [], problem: null }
}

async function resolveOne(resolver: Resolver, text: string, previous: AnyRow | null): Promise<Lookup> {
  const { admin, relation } = resolver
  if (text === '') return found(admin, relation, [])
  if (previous !== null && !relation.byKey && rowLabel(previous) === text) return found(admin, relation, [previous])
  const meant = await meaning(resolver, text)
  if (meant.row !== null) return found(admin, relation, [meant.row])
  const matches = await rowChoices(admin, relation.far, meant.matches)
  return { relation, text, chosen: [], matches, problem: problemOf(relation, text, meant) }
}

async function resolveMany(
  resolver: Resolver,
  names: readonly string[],
  lines: readonly string[],
  before: readonly AnyRow[],
): Promise<Lookup> {
  const { admin, relation } = resolver
  const rows: AnyRow[] = []
  const lost: string[] = []
  const problems: string[] = []
  const wanted = new Map(names.map((name) => [name, lines.filter((line) => line === name).length]))
  for (const row of relation.byKey ? [] : before) {
    const label = rowLabel(row)
    const left = wanted.get(label) ?? 0
    if (left === 0) continue
    rows.push(row)
    if (left === 1) wanted.delete(label)
    else wanted.set(label, left - 1)
  }
  for (const name of [...wanted.keys()].slice(0, mostNames)) {
    const meant = await meaning(resolver, name)
    if (meant.row !== null) {
      rows.push(meant.row)
      continue
    }
    lost.push(name)
    problems.push(problemOf(relation, name, meant, await rowChoices(admin, relation.far, meant.matches)))
  }
  const more = [...wanted.keys()].slice(mostNames)
  if (more.length > 0)
    problems.push(
      fill(gettext('No more than %(count)d new names are looked for at once: save, and go on.'), { count: mostNames }),
    )
  const unique = [...new Map(rows.map((row) => [String(row['pk']), row])).values()]
  const lookup = await found(admin, relation, unique)
  const text = [lookup.text, ...lost, ...more].filter((line) => line !== '').join(relation.byKey ? ', ' : '\n')
  return { ...lookup, text, problem: problems.length === 0 ? null : problems.join(' ') }
}
