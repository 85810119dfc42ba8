import { migrationErrors } from '../errors.ts'
import type { Operation } from '../operations/operation.ts'
import type { SeparateStateAndDatabaseArguments } from '../operations/separate-state-and-database.ts'
import type { SqlArguments } from '../operations/sql.ts'
import { array, call, record, type Source } from './layout.ts'
import { literal } from './literal.ts'

/** The source of an operation as it stands in a file. */
export function operationSource(operation: Operation): Source {
  const { kind } = operation
  if (kind === 'run') throw migrationErrors.UNWRITABLE({ where: 'run', what: 'a function' })
  if (kind === 'custom')
    throw migrationErrors.UNWRITABLE({ where: operation.description, what: 'an operation of one’s own' })
  if (kind === 'sql') return sqlSource(operation.arguments as SqlArguments)
  if (kind === 'separateStateAndDatabase') {
    const { state, database } = operation.arguments as SeparateStateAndDatabaseArguments
    return call(kind, record(lists({ state, database })))
  }
  return call(kind, literal(operation.arguments, kind))
}

/** The functions that an operation's source calls, for the imports of its file. */
export function kindsIn({ kind, arguments: given }: Operation): readonly string[] {
  const { state = [], database = [] } =
    kind === 'sql' || kind === 'separateStateAndDatabase' ? (given as SeparateStateAndDatabaseArguments) : {}
  return [kind, ...[...state, ...database].flatMap(kindsIn)]
}

function sqlSource({ forwards, backwards, state, elidable }: SqlArguments): Source {
  const options = lists({ state })
  if (elidable === true) options.push(['elidable', 'true'])
  const values = backwards === null && options.length === 0 ? [forwards] : [forwards, backwards]
  const texts = values.map((text) => literal(text, 'sql'))
  return call('sql', ...texts, ...(options.length > 0 ? [record(options)] : []))
}

/** Lists of operations by name, as entries of an object. */
function lists(given: Readonly<Record<string, readonly Operation[] | undefined>>): [string, Source][] {
  return Object.entries(given).flatMap(([name, operations]): [string, Source][] =>
    operations === undefined ? [] : [[name, array(operations.map(operationSource))]],
  )
}
