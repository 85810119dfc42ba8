import { kindOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { ExistsRuntime, OuterReference, SubqueryExpression } from '../expressions/subquery.ts'
import { isSubquery, type SubqueryGiven } from '../resolve.ts'

/** Whether a queryset has a row: `Author.filter(Exists(Book.filter({ author: OuterRef('pk') })))`. Django's `Exists`. */
export function Exists(rows: unknown): ExistsRuntime {
  return new ExistsRuntime(queryset('Exists()', rows))
}

/** The one value of a queryset's first row, null where it has none. Django's `Subquery`. */
export function Subquery(rows: unknown): SubqueryExpression {
  return new SubqueryExpression(queryset('Subquery()', rows))
}

/** A path of the enclosing query's row, inside a subquery; `OuterRef(OuterRef('pk'))` of the one around that. */
export function OuterRef(path: string | OuterReference): OuterReference {
  return new OuterReference(path)
}

function queryset(where: string, rows: unknown): SubqueryGiven {
  if (isSubquery(rows)) return rows
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'a queryset', given: kindOf(rows) })
}
