import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { LargeRelation, LargeRelations } from '../relations/large.ts'
import { type Lookup, type Lookups, resolveLookups, storedKeysOf } from '../relations/lookup.ts'
import { rowLabel } from '../relations/row-choices.ts'
import { overlaid, prepopulated, type SentValues } from '../slugs.ts'
import type { Inline } from './declared.ts'
import { type InlineRow, isEditable, keyNameOf } from './forms.ts'

export interface InlineLookups {
  /** What was sent, with keys in the place of what was typed, and empty slugs filled. */
  readonly sent: SentValues | null
  /** By the prefix of a form. */
  readonly lookups: ReadonlyMap<string, Lookups>
}

/** How many forms are still made of what one request sent: rows of rows multiply, and a number costs nobody anything to write. */
export interface FormBudget {
  left: number
}

interface Asked {
  readonly inline: Inline
  readonly model: ModelAdmin
  readonly prefix: string
  readonly large: LargeRelations
  readonly rows: readonly InlineRow[]
  readonly sent: SentValues | null
  readonly budget: FormBudget
}

/** What relations that are looked up show of a new row. */
export function emptyLookups(large: LargeRelations): Lookups {
  return new Map([...large].map(([name, relation]) => [name, lookupOf(relation, [])]))
}

/** What is done to the values of every row before its form reads them: relations that are looked up, fields filled from others. */
export async function inlineLookups(admin: AdminRequest, asked: Asked): Promise<InlineLookups> {
  const { inline, model, prefix, large, rows, sent, budget } = asked
  const lookups = new Map<string, Lookups>()
  const empty = emptyLookups(large)
  lookups.set(`${prefix}-__prefix__`, empty)
  if (sent === null) {
    const editable = rows.filter(isEditable)
    for (const [index, { row }] of editable.entries())
      lookups.set(`${prefix}-${index}`, await storedLookups(large, row))
    for (let index = editable.length; index < editable.length + inline.min + (inline.extra ?? 1); index += 1)
      lookups.set(`${prefix}-${index}`, empty)
    return { sent, lookups }
  }
  const replaced = new Map<string, string | readonly string[]>()
  const numberOf = (name: string) => Math.max(Number(sent.get(`${prefix}-${name}_FORMS`)) || 0, 0)
  const total = Math.max(numberOf('TOTAL'), numberOf('INITIAL'))
  budget.left -= total
  // No page has more: nothing is made of it, and the forms say that their number was tampered with.
  if (total > inline.max + rows.length || budget.left < 0)
    return { sent: overlaid(sent, new Map([[`${prefix}-TOTAL_FORMS`, 'too many']])), lookups }
  const byKey = new Map(rows.map((entry) => [String(entry.row['pk']), entry.row]))
  for (let index = 0; index < total; index += 1) {
    const at = `${prefix}-${index}`
    const own = prefixed(sent, `${at}-`)
    const row = byKey.get(String(own.get(keyNameOf(inline)) ?? ''))
    const all = new Map<string, Lookup>()
    const asking = new Map<string, LargeRelation>()
    // What was not touched needs no question: the row was read with its relations.
    const stored = row === undefined ? empty : await storedLookups(large, row)
    for (const [name, relation] of large) {
      const lookup = stored.get(name)
      if (lookup === undefined || !isAsStored(lookup, own, name)) asking.set(name, relation)
      else {
        all.set(name, lookup)
        const keys = lookup.chosen.map(({ id }) => id)
        replaced.set(`${at}-${name}`, relation.many ? keys : (keys[0] ?? ''))
      }
    }
    const answer = await resolveLookups(admin, asking, own, row === undefined ? () => null : storedKeysOf(model, row))
    for (const [name, lookup] of answer.lookups) {
      all.set(name, lookup)
      replaced.set(
        `${at}-${name}`,
        lookup.relation.many ? answer.sent.getAll(name).map(String) : String(answer.sent.get(name) ?? ''),
      )
    }
    lookups.set(at, new Map([...empty, ...all]))
    const filled = prepopulated(model, own)
    for (const name of model.prepopulated.keys())
      if (filled.get(name) !== own.get(name)) replaced.set(`${at}-${name}`, String(filled.get(name) ?? ''))
  }
  return { sent: replaced.size === 0 ? sent : overlaid(sent, replaced), lookups }
}

function lookupOf(relation: LargeRelation, rows: readonly AnyRow[]): Lookup {
  const chosen = rows.map((row) => ({ id: String(row['pk']), label: rowLabel(row), note: '' }))
  const text = chosen.map(({ id, label }) => (relation.byKey ? id : label)).join(relation.byKey ? ', ' : '\n')
  return { relation, text, chosen, matches: [], problem: null }
}

/** What the fields show of a row: relations to one row were read with it, those to many are read for all rows at once. */
async function storedLookups(large: LargeRelations, row: AnyRow): Promise<Lookups> {
  const lookups = new Map<string, Lookup>()
  for (const [name, relation] of large) {
    const far = relation.many ? await (row[name] as { load(): Promise<readonly AnyRow[]> }).load() : row[name]
    lookups.set(name, lookupOf(relation, Array.isArray(far) ? (far as AnyRow[]) : far ? [far as AnyRow] : []))
  }
  return lookups
}

function isAsStored({ relation, text, chosen }: Lookup, sent: SentValues, name: string): boolean {
  if (relation.many || !sent.has(name)) return false
  return String(sent.get(name) ?? '') === text && String(sent.get(`_was_${name}`) ?? '') === (chosen[0]?.id ?? '')
}

/** Sent values of one form, by the names of its fields. */
export function prefixed(sent: SentValues, prefix: string): SentValues {
  const named = (name: string) => (name.startsWith('_was_') ? `_was_${prefix}${name.slice(5)}` : `${prefix}${name}`)
  return {
    get: (name) => sent.get(named(name)),
    getAll: (name) => sent.getAll(named(name)),
    has: (name) => sent.has(named(name)),
  }
}
