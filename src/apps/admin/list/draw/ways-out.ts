import { gettext } from '../../../../web/i18n/index.ts'
import { fill, plural } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminRequest } from '../../request.ts'
import { countedMatches } from '../pages/count.ts'
import type { ListQuery } from '../query.ts'
import { readSearch } from '../search/typed/search.ts'
import type { Chip } from './chips.ts'

/** A filter to drop from an empty list, and what that would show. */
interface WayOut {
  readonly label: string
  readonly text: string
  readonly url: string
}

/** How many filters are tried. */
const mostTried = 4

/**
 * The filters that an empty list would be better without: those whose absence shows some rows, the fewest first, for they are the nearest to what
 * was wanted.
 */
export async function waysOut(
  admin: AdminRequest,
  model: ModelAdmin,
  chips: readonly Chip[],
  query: ListQuery,
): Promise<WayOut[]> {
  if (chips.length < 2) return []
  const tried = await Promise.all(
    chips.slice(-mostTried).map(async (chip) => {
      const { condition } = await readSearch(admin, model, chip.rest ?? '')
      const without = query.without(chip.part)
      const left = condition === null ? without : without.filter(condition)
      const rows = await left.orderBy().slice(0, countedMatches).count()
      return { chip, rows }
    }),
  )
  return tried
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => a.rows - b.rows)
    .slice(0, 2)
    .map(({ chip, rows }) => ({
      label: chip.label,
      url: chip.url,
      text: fill(gettext('Drop “%(label)s”: %(count)s'), {
        label: chip.label,
        count: plural(rows, model.one, model.many),
      }),
    }))
}
