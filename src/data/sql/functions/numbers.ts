import { type Fragment, sql } from '../fragment.ts'

const names = [
  'abs',
  'ceil',
  'floor',
  'round',
  'sign',
  'sqrt',
  'exp',
  'ln',
  'degrees',
  'radians',
  'sin',
  'cos',
  'tan',
] as const
const inverses = ['asin', 'acos', 'atan', 'cot'] as const

/** Functions of one number that every database writes alike, by the name that a path has for them. */
export const ofNumbers: Readonly<Record<string, (of: Fragment) => Fragment>> = Object.fromEntries(
  [...names, ...inverses].map((name) => [name, (of: Fragment) => sql`${name.toUpperCase()}(${of})`]),
)
