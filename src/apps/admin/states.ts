import { didYouMean } from '../../base/errors/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { adminErrors } from './errors.ts'
import type { ListOptions, StateMark } from './options/list.ts'

/** The marks of the values of each field that has some, by name. */
export type StateMarks = ReadonlyMap<string, ReadonlyMap<string, StateMark>>

const marks: readonly string[] = ['good', 'review', 'draft', 'off', 'bad', 'info'] satisfies StateMark[]
const option = 'states'

/** Reads `states`. Throws for a field without choices, a value that is none of them, and a mark that does not exist. */
export function stateMarks(info: ModelInfo, declared: ListOptions['states'] = {}): StateMarks {
  return new Map(
    Object.entries(declared).map(([name, values]) => [name, marksOf(info, name, new Map(Object.entries(values)))]),
  )
}

function marksOf(
  info: ModelInfo,
  name: string,
  values: ReadonlyMap<string, StateMark>,
): ReadonlyMap<string, StateMark> {
  const model = info.label
  const schema = info.column(name)?.field.describe()
  const known = info.columns.map((column) => column.property)
  if (schema === undefined) {
    const problem = `${model} has no field '${name}'${didYouMean(name, known)}.`
    throw adminErrors.UNKNOWN_PATH({ model, option, path: name, problem })
  }
  const wrong = (problem: string) => adminErrors.WRONG_PATH({ model, option, path: name, problem })
  if (schema.secret) throw adminErrors.SECRET_PATH({ model, option, path: name })
  if (schema.choices === undefined) throw wrong('it has no choices, so its values are no states.')
  const choices = schema.choices.map((choice) => String(choice.value))
  for (const [value, mark] of values) {
    if (!choices.includes(value)) throw wrong(`'${value}' is none of its choices${didYouMean(value, choices)}.`)
    if (!marks.includes(mark)) throw wrong(`'${mark}' is no mark: it is one of ${marks.join(', ')}.`)
  }
  return values
}
