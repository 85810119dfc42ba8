import { mayView, visibleRows } from '../access.ts'
import { forUser } from '../for-user.ts'
import { cut } from '../format.ts'
import { nothing } from '../list/conditions.ts'
import { wordConditions } from '../list/search/words.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { newestEdge } from '../newest.ts'
import { type AdminRequest, rowUrl } from '../request.ts'

/** What was found of one model. */
export interface FoundRecords {
  readonly model: ModelAdmin
  readonly rows: readonly { readonly text: string; readonly url: string }[]
  /** The list of the model has more of them, or may have. */
  readonly more: boolean
  /** Only the newest rows were looked at: there are more than a search of everything can read. */
  readonly partial: boolean
}

/** What a search over all models gave. */
export interface Found {
  readonly groups: readonly FoundRecords[]
  /** Models that were not looked into, because those before them took too long. */
  readonly left: readonly ModelAdmin[]
}

/** Rows of one model, beyond which it is searched in its newest rows alone. */
export const newest = 20_000
/** Milliseconds after which no further model is begun with. */
const patience = 1500
const longest = 200

/** What is searched for: a search of everything reads no more than a line. */
export function searchText(asked: string | null): string {
  return cut((asked ?? '').replaceAll('\0', '').trim(), longest)
}

/**
 * Looks for words in every model that has search fields, among the rows that the person may see and never in fields that are hidden from
 * them: two queries a model, whatever it holds. `each` rows a model at most.
 */
export async function findRecords(admin: AdminRequest, text: string, each: number): Promise<Found> {
  const groups: FoundRecords[] = []
  const left: ModelAdmin[] = []
  if (text === '') return { groups, left }
  const end = performance.now() + patience
  for (const model of admin.models.groups.flatMap((group) => group.models)) {
    if (!mayView(admin, model) || model.search.length === 0) continue
    if (performance.now() > end) left.push(model)
    else {
      const found = await inModel(admin, await forUser(admin, model), text, each)
      if (found.rows.length > 0 || found.partial) groups.push(found)
    }
  }
  return { groups, left }
}

async function inModel(admin: AdminRequest, model: ModelAdmin, text: string, each: number): Promise<FoundRecords> {
  if (model.search.length === 0) return { model, rows: [], more: false, partial: false }
  const edge = await newestEdge(model.info, newest)
  const seen = visibleRows(admin, model)
  const rows = edge === undefined ? seen : seen.filter({ pk__gt: edge })
  const conditions = wordConditions(model.info, model.search, text) ?? [nothing()]
  const newestFirst = conditions.reduce((left, condition) => left.filter(condition), rows).orderBy('-pk')
  const joined = model.selectRelated.length === 0 ? newestFirst : newestFirst.selectRelated(...model.selectRelated)
  const found = await joined.slice(0, each + 1)
  return {
    model,
    rows: found.slice(0, each).map((row) => ({ text: String(row), url: rowUrl(admin, model, row['pk'], 'change') })),
    more: found.length > each,
    partial: edge !== undefined,
  }
}
