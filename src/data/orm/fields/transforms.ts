import type { Field, Transform } from '../../query/index.ts'
import { IntegerField } from './integer/integer.ts'

const whole = new IntegerField({})

function table(names: readonly string[], output: Field): ReadonlyMap<string, Transform> {
  return new Map(names.map((name) => [name, Object.freeze({ name, arguments: Object.freeze([]), output })]))
}

const ofDate = table(['year', 'iso_year', 'month', 'day', 'week', 'week_day', 'iso_week_day', 'quarter'], whole)
const ofTime = table(['hour', 'minute', 'second'], whole)

/** Parts of a day: `published__year`. */
export const dateTransform = (name: string): Transform | null => ofDate.get(name) ?? null

/** Parts of a time of day: `opens__hour`. */
export const timeTransform = (name: string): Transform | null => ofTime.get(name) ?? null
