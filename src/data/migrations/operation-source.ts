import { migrationErrors } from './errors.ts'
import { call, literal } from './literal.ts'
import type { Operation } from './operations/operation.ts'
import type { SeparateStateAndDatabaseArguments } from './operations/separate-state-and-database.ts'
import type { SqlArguments } from './operations/sql.ts'

/** The source text of an operation as it stands in a file, `indent` spaces from the left. */
export function operationSource(operation: Operation, indent: number): string {
  const { kind } = operation
  if (kind === 'run') throw migrationErrors.UNWRITABLE({ where: 'run', what: 'a function' })
  if (kind === 'custom')
    throw migrationErrors.UNWRITABLE({ where: operation.description, what: 'an operation of one’s own' })
  if (kind === 'sql') return sqlSource(operation.arguments as SqlArguments, indent)
  if (kind === 'separateStateAndDatabase') {
    const { state, database } = operation.arguments as SeparateStateAndDatabaseArguments
    return `${kind}(${listsSource({ state, database }, indent)})`
  }
  return call(kind, [operation.arguments], kind, indent)
}

/** The functions that an operation's source calls, for the imports of its file. */
export function kindsIn({ kind, arguments: given }: Operation): readonly string[] {
  const { state = [], database = [] } =
    kind === 'sql' || kind === 'separateStateAndDatabase' ? (given as SeparateStateAndDatabaseArguments) : {}
  return [kind, ...[...state, ...database].flatMap(kindsIn)]
}

function sqlSource({ forwards, backwards, state, elidable }: SqlArguments, indent: number): string {
  const options = elidable === true ? [{ elidable }] : []
  if (state === undefined) {
    const values = backwards === null && options.length === 0 ? [forwards] : [forwards, backwards, ...options]
    return call('sql', values, 'sql', indent)
  }
  const texts = [forwards, backwards].map((text) => literal(text, 'sql', indent))
  return `sql(${texts.join(', ')}, ${listsSource({ state }, indent)})`
}

/** `{ state: […], database: […] }` with an operation a line. */
function listsSource(lists: Readonly<Record<string, readonly Operation[] | undefined>>, indent: number): string {
  const [outer, middle, inner] = [0, 2, 4].map((more) => ' '.repeat(indent + more))
  const parts = Object.entries(lists).flatMap(([name, operations]) => {
    if (operations === undefined) return []
    const lines = operations.map((each) => `${inner}${operationSource(each, indent + 4)},\n`)
    return [`${middle}${name}: ${lines.length === 0 ? '[]' : `[\n${lines.join('')}${middle}]`},\n`]
  })
  return parts.length === 0 ? '{}' : `{\n${parts.join('')}${outer}}`
}
