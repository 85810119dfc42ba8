import type { ModelInfo } from '../../../../data/query/index.ts'
import { fieldAccess } from '../../../auth/index.ts'
import { mayView } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import type { AdminRequest } from '../../request.ts'
import { readByToString } from '../columns/to-string.ts'
import { allOf, type Condition } from '../conditions.ts'
import { shortTexts } from './text-fields.ts'
import { type SearchField, searchField, wordConditions } from './words.ts'

/**
 * The condition that a row at the end of a relation answers to some words: in the search fields of its own list, or in its short text
 * fields; only in such as this person sees. Null where there is nothing to look into or for.
 */
export async function searchFar(admin: AdminRequest, far: ModelInfo, words: string): Promise<Condition | null> {
  const conditions = wordConditions(far, await farFields(admin, far), words)
  return conditions === null ? null : allOf(conditions)
}

/** The fields of a model that this person may look for words in. */
async function farFields(admin: AdminRequest, far: ModelInfo): Promise<readonly SearchField[]> {
  const own = admin.models.of(far)
  const isSeen = own !== undefined && mayView(admin, own)
  if (isSeen) {
    const { search } = await forUser(admin, own)
    // Another relation away would be one too many.
    const near = search.filter((field) => field.path.relations.length === 0)
    if (near.length > 0) return near
  }
  const hidden = admin.user.isSuperuser ? new Set<string>() : (await fieldAccess(admin.actor, far)).hidden
  // Of rows that one may not open, no more is told than their names say.
  const named = readByToString(far)
  return shortTexts(far)
    .filter(({ property }) => !hidden.has(property) && (isSeen || named.includes(property)))
    .map(({ property }) => searchField(far, property))
}
