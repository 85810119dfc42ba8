import type { ModelInfo } from '../../../../data/query/index.ts'
import { countUpTo } from '../../list/pages/count.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminRequest } from '../../request.ts'
import type { SentValues } from '../slugs.ts'
import { isWhole, rowsForField } from './choosable.ts'
import { isOfPermissions } from './permissions.ts'

/** A relation of a form whose rows are not listed in it. */
export interface LargeRelation {
  readonly info: ModelInfo
  readonly name: string
  readonly far: ModelInfo
  /** Takes several rows. */
  readonly many: boolean
  /** Asked for by key, not by name. */
  readonly byKey: boolean
}
export type LargeRelations = ReadonlyMap<string, LargeRelation>

/** More rows than this are not listed. */
export const mostListed = 50
/** How long it is remembered that a table is large or small, in milliseconds. */
const remembered = 10_000

const sizes = new WeakMap<ModelInfo, { readonly large: boolean; readonly until: number }>()

/**
 * The relations of a form that are found by typing: those with more than 50 rows, and those that the registration says. No table is counted
 * beyond that, and what a whole table said is remembered for a moment. With what a form was `sent`, those that it had as such.
 */
export async function largeRelations(
  admin: AdminRequest,
  model: ModelAdmin,
  sent?: SentValues,
): Promise<LargeRelations> {
  const found = await Promise.all(
    model.editable.map(async (name): Promise<LargeRelation | null> => {
      const relation = model.info.relations.get(name)
      if (relation === undefined) return null
      const declared = model.widgets.get(name)
      const { to: far, toOne } = relation
      const base = { info: model.info, name, far, many: !toOne, byKey: declared === 'rawId' }
      if (declared === 'autocomplete' || declared === 'rawId') return base
      if (sent?.has(`_was_${name}`)) return base
      if (declared !== undefined || isOfPermissions(model, name)) return null
      return (await isLarge(admin, model, name, far)) ? base : null
    }),
  )
  return new Map(found.filter((each) => each !== null).map((each) => [each.name, each]))
}

async function isLarge(admin: AdminRequest, model: ModelAdmin, name: string, far: ModelInfo): Promise<boolean> {
  const whole = isWhole(admin, model.info, name)
  const now = performance.now()
  const known = whole ? sizes.get(far) : undefined
  if (known !== undefined && known.until > now) return known.large
  const { sure } = await countUpTo(rowsForField(admin, model.info, name), mostListed)
  const large = sure === 'more'
  if (whole) sizes.set(far, { large, until: now + remembered })
  return large
}

/** True where the model at the other end can be asked for by a number. */
export function keyIsNumber(far: ModelInfo): boolean {
  const { kind } = far.key.field.describe()
  return kind === 'integer' || kind === 'bigint'
}
