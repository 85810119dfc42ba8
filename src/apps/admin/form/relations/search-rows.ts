import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { fieldAccess } from '../../../auth/index.ts'
import { mayView } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import { keyOf } from '../../keys.ts'
import { readByToString } from '../../list/columns/to-string.ts'
import { shortTexts } from '../../list/search/text-fields.ts'
import { type SearchField, searchField, searchWords, wordConditions } from '../../list/search/words.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'

import { labelled, rowLabel } from './row-choices.ts'

/** Characters of a search that are read; the rest is left out. */
const longest = 200

/** How many rows are read for somebody who may not see the far model, to be held against what they say. */
const mostUnseen = 200

/** A page of rows to choose from. */
interface FoundRows {
  readonly rows: readonly AnyRow[]
  /** Where the next page begins; null where there is none. */
  readonly next: string | null
}

interface SearchPage {
  readonly size: number
  /** The `next` of the page before. */
  readonly after?: string | null
}

/**
 * The rows of `rows` that a text means, by the page: every word is found in a field that the far model is searched by, or in its short texts
 * where it says nothing. A number finds the row that has it as its key too. Whoever may not see the far model finds rows by what their
 * labels say and nothing else: a search must tell nothing of fields that are not shown. Throws `NUAGES_ORM_BAD_CURSOR`.
 */
export async function searchRows(
  admin: AdminRequest,
  far: ModelInfo,
  rows: AnyQuerySet,
  text: string,
  page: SearchPage,
): Promise<FoundRows> {
  const wanted = text.slice(0, longest).trim()
  if (wanted === '') return readPage(admin, far, rows, page)
  const after = page.after ?? null
  if (after?.startsWith(byParts))
    return partly(admin, far, rows, wanted, { ...page, after: after.slice(byParts.length) })
  const declared = await filtered(admin, far, rows, await declaredFields(admin, far), wanted, page)
  if (after !== null) return declared
  // A declared search may look at the start of a name only; here people write any part of it.
  const found = declared.rows.length > 0 ? declared : await partly(admin, far, rows, wanted, page)
  const numbered = await rowWithKey(labelled(admin, far, rows), far, wanted)
  if (numbered === null || found.rows.some((row) => String(row['pk']) === String(numbered['pk']))) return found
  return { ...found, rows: [numbered, ...found.rows] }
}

/** Begins the places of pages that were found by any part of a name. */
const byParts = '~'

async function partly(
  admin: AdminRequest,
  far: ModelInfo,
  rows: AnyQuerySet,
  wanted: string,
  page: SearchPage,
): Promise<FoundRows> {
  const found = await filtered(admin, far, rows, await textFields(admin, far), wanted, page)
  return { ...found, next: found.next === null ? null : byParts + found.next }
}

async function filtered(
  admin: AdminRequest,
  far: ModelInfo,
  all: AnyQuerySet,
  fields: readonly SearchField[],
  text: string,
  page: SearchPage,
): Promise<FoundRows> {
  const conditions = wordConditions(far, fields, text)
  if (conditions === null) return { rows: [], next: null }
  const once = conditions.reduce((rows, condition) => rows.filter(condition), all)
  const shown = admin.models.of(far)
  if (shown !== undefined && mayView(admin, shown)) return readPage(admin, far, once, page)
  const words = searchWords(text.toLowerCase())
  const { rows: read } = await readPage(admin, far, once, { size: mostUnseen })
  const named = read.filter((row) => words.every((word) => rowLabel(row).toLowerCase().includes(word)))
  return { rows: named.slice(0, page.size), next: null }
}

async function readPage(admin: AdminRequest, far: ModelInfo, rows: AnyQuerySet, page: SearchPage): Promise<FoundRows> {
  const ordering = await orderOf(admin, far)
  const ordered = ordering === null ? rows : rows.orderBy(...ordering)
  const read = (source: AnyQuerySet) =>
    labelled(admin, far, source).cursorPage({ size: page.size, after: page.after ?? null })
  try {
    return await read(ordered)
  } catch (error) {
    // An order at random, or by what cannot be compared, has no pages.
    if ((error as { code?: unknown }).code !== 'NUAGES_ORM_BAD_ARGUMENT') throw error
    return read(rows.orderBy('pk'))
  }
}

/**
 * The order of the far model's own list, null for the model's own. The place where a page ends holds the values that it is ordered by: of
 * rows that one may not look at, it is ordered by what their names say and by nothing else.
 */
async function orderOf(admin: AdminRequest, far: ModelInfo): Promise<readonly string[] | null> {
  const shown = admin.models.of(far)
  if (shown !== undefined && mayView(admin, shown)) {
    const { ordering } = await forUser(admin, shown)
    return ordering === null ? null : ordering.length === 0 ? ['pk'] : ordering
  }
  if (admin.user.isSuperuser) return null
  const named = readByToString(far)
  const own = shown?.ordering ?? far.ordering.map((term) => (term.descending ? `-${term.path}` : term.path))
  const told = own.filter((path) => named.includes(path.replace(/^-/, '')))
  return told.length === 0 ? ['pk'] : told
}

/** The row that has this key, or null: also for a text that can be no key. */
export async function rowWithKey(rows: AnyQuerySet, far: ModelInfo, key: unknown): Promise<AnyRow | null> {
  const clean = key === null || key === undefined || key === '' ? undefined : keyOf(far, String(key))
  return clean === undefined ? null : rows.filter({ pk: clean }).first()
}

async function declaredFields(admin: AdminRequest, far: ModelInfo): Promise<readonly SearchField[]> {
  const shown = admin.models.of(far)
  return shown === undefined ? [] : (await forUser(admin, shown)).search
}

/** Where to look in a model that says nothing of itself: its short texts. */
async function textFields(admin: AdminRequest, info: ModelInfo): Promise<SearchField[]> {
  const { hidden } = await fieldAccess(admin.actor, info)
  return shortTexts(info)
    .filter(({ property }) => !hidden.has(property))
    .map(({ property }) => searchField(info, property))
}
