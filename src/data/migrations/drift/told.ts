import { quote } from '../../sql/index.ts'
import type { Difference, DifferenceKind } from './compare.ts'

/** What people call the thing that is otherwise. */
const words: Readonly<Record<DifferenceKind, string>> = {
  table: 'table',
  column: 'column',
  type: 'type',
  null: 'null',
  default: 'default',
  generated: 'computed value',
  identity: 'numbering',
  comment: 'comment',
  collation: 'collation',
  primaryKey: 'primary key',
  unique: 'unique rule',
  index: 'index',
  check: 'check',
  foreignKey: 'foreign key',
}

/** A difference in one line: what of the table it is about, what was expected, and what is there. */
export function driftText(difference: Difference): string {
  const { kind, column, name, expected, actual } = difference
  if (kind === 'table') return 'the table is missing'
  const named = [column, name].filter((each) => each !== undefined).map(quote)
  const subject = [...named, ...(kind === 'column' ? [] : [words[kind]])].join(' ')
  const whole = kind === 'column' ? `column ${subject}` : subject
  if (actual === null) return `${whole} is missing: expected ${expected}`
  if (expected === null) return `${whole} is not expected: found ${actual}`
  return `${whole}: expected ${expected}, found ${actual}`
}
