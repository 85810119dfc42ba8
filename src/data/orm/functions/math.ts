import type { Expression, Field } from '../../query/index.ts'
import { decimalField, floatField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import type { ExpressionRuntime } from '../expressions.ts'
import { call, optionsOf } from './arguments.ts'

/** Functions of numbers. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#math-functions */

/** Of exact numbers an exact one, of others a fraction. */
function fraction(of: readonly Expression[]): Field {
  return of.some(({ output }) => output?.describe().kind === 'decimal') ? decimalField : floatField
}
const computed =
  (name: string) =>
  (of: unknown): ExpressionRuntime =>
    call(name, [of], fraction)
const computedOfTwo =
  (name: string) =>
  (a: unknown, b: unknown): ExpressionRuntime =>
    call(name, [a, b], fraction)

/** A number without its sign. */
export function Abs(of: unknown): ExpressionRuntime {
  return call('abs', [of])
}
/** The least whole number that is not smaller. */
export function Ceil(of: unknown): ExpressionRuntime {
  return call('ceil', [of])
}
/** The greatest whole number that is not greater. */
export function Floor(of: unknown): ExpressionRuntime {
  return call('floor', [of])
}
/** -1, 0 or 1. */
export function Sign(of: unknown): ExpressionRuntime {
  return call('sign', [of])
}
/** A number rounded to `places` after the point (0 where left out); before the point where they are negative. */
export function Round(of: unknown, options?: { readonly places?: number }): ExpressionRuntime {
  const { places } = optionsOf('Round()', options)
  if (places === undefined) return call('round', [of])
  if (typeof places === 'number' && Number.isInteger(places) && Math.abs(places) <= 30)
    return call('round', [of], null, { places })
  throw ormErrors.BAD_ARGUMENT({
    where: 'Round(), as places,',
    needs: 'a whole number from -30 to 30',
    given: 'something else',
  })
}
/** The square root. */
export const Sqrt: (of: unknown) => ExpressionRuntime = computed('sqrt')
/** The first to the power of the second. */
export const Power: (a: unknown, b: unknown) => ExpressionRuntime = computedOfTwo('power')
/** What remains of the first when it is divided by the second. */
export const Mod: (a: unknown, b: unknown) => ExpressionRuntime = computedOfTwo('mod')
/** e to the power of a number. */
export const Exp: (of: unknown) => ExpressionRuntime = computed('exp')
/** The natural logarithm. */
export const Ln: (of: unknown) => ExpressionRuntime = computed('ln')
/** The logarithm of the second to the base of the first. */
export const Log: (a: unknown, b: unknown) => ExpressionRuntime = computedOfTwo('log')
/** π. */
export function Pi(): ExpressionRuntime {
  return call('pi', [], floatField)
}
/** A number at random, from 0 up to but not 1, another one for each row. */
export function Random(): ExpressionRuntime {
  return call('random', [], floatField)
}
/** Angles are in radians. */
export const Sin: (of: unknown) => ExpressionRuntime = computed('sin')
export const Cos: (of: unknown) => ExpressionRuntime = computed('cos')
export const Tan: (of: unknown) => ExpressionRuntime = computed('tan')
export const Cot: (of: unknown) => ExpressionRuntime = computed('cot')
export const ASin: (of: unknown) => ExpressionRuntime = computed('asin')
export const ACos: (of: unknown) => ExpressionRuntime = computed('acos')
export const ATan: (of: unknown) => ExpressionRuntime = computed('atan')
/** The angle of the point (second, first). */
export const ATan2: (a: unknown, b: unknown) => ExpressionRuntime = computedOfTwo('atan2')
export const Degrees: (of: unknown) => ExpressionRuntime = computed('degrees')
export const Radians: (of: unknown) => ExpressionRuntime = computed('radians')
