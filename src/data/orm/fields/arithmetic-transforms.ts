import type { Field, Transform } from '../../query/index.ts'

const same = new Set(['abs', 'ceil', 'floor', 'round', 'sign'])
const floating = new Set([
  'sqrt',
  'exp',
  'ln',
  'degrees',
  'radians',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'cot',
])

/** Functions of a number that may follow its path: `change__abs__gt`. `fraction` is what a root is. */
export function numberTransform(name: string, of: Field, fraction: Field): Transform | null {
  if (same.has(name)) return { name, arguments: [], output: of }
  return floating.has(name) ? { name, arguments: [], output: fraction } : null
}
