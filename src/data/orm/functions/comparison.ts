import { isRecord, kindOf } from '../arguments.ts'
import { jsonField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, ValueExpression } from '../expressions.ts'
import { call, several } from './arguments.ts'

/** Choosing among values, and JSON. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#comparison-and-conversion-functions */

/** The first of the values that is not null. */
export function Coalesce(...of: unknown[]): ExpressionRuntime {
  return call('coalesce', several('Coalesce()', of, 2))
}
/** The greatest of several values. Where one is null, SQLite answers null; PostgreSQL only where all are. */
export function Greatest(...of: unknown[]): ExpressionRuntime {
  return call('greatest', several('Greatest()', of, 2))
}
/** The least of several values. Where one is null, SQLite answers null; PostgreSQL only where all are. */
export function Least(...of: unknown[]): ExpressionRuntime {
  return call('least', several('Least()', of, 2))
}
/** Null where both are equal, else the first. */
export function NullIf(of: unknown, other: unknown): ExpressionRuntime {
  return call('nullIf', [of, other], ([first]) => first!.output)
}
/** A JSON object of values by name: `JsonObject({ title: 'title', short: Lower('slug') })`. Django's `JSONObject`. */
export function JsonObject(values: Readonly<Record<string, unknown>>): ExpressionRuntime {
  if (!isRecord(values))
    throw ormErrors.BAD_ARGUMENT({ where: 'JsonObject()', needs: 'values by name', given: kindOf(values) })
  const of = Object.entries(values).flatMap(([name, value]) => [new ValueExpression(name), operand(value)])
  return new CallRuntime('jsonObject', of, jsonField)
}
/** A JSON list of values. Django's `JSONArray`. */
export function JsonArray(...of: unknown[]): ExpressionRuntime {
  return call('jsonArray', of, jsonField)
}
