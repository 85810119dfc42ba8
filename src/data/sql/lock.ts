import type { Lock } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, sql } from './fragment.ts'
import type { Scope } from './scope.ts'

const held = { wait: '', fail: ' NOWAIT', skip: ' SKIP LOCKED' } as const

/** Groups and distinct rows are no rows that could be locked. */
export function notLockable({ database }: Dialect): Error {
  return sqlErrors.UNSUPPORTED_QUERY({ what: 'a lock on groups or on distinct rows', database })
}

/** `FOR UPDATE …`; nothing where the database locks no rows. */
export function lockSql(lock: Lock, scope: Scope): Fragment {
  const { dialect } = scope
  const { database } = dialect
  const can = dialect.rowLocks!
  if (lock.of.length > 0 && !can.of)
    throw sqlErrors.UNSUPPORTED_QUERY({ what: 'a lock on some of the joined rows', database })
  if (lock.weak && !can.weak)
    throw sqlErrors.UNSUPPORTED_QUERY({ what: 'a lock that lets rows point at what is locked', database })
  const optional = (lock.of.length === 0 ? scope.sources : lock.of).find((source) => scope.isOptional(source))
  if (optional !== undefined && !can.optional)
    throw sqlErrors.UNSUPPORTED_QUERY({
      what: `a lock on '${optional.relation!.property}', which may have no row (name what to lock with \`of\`)`,
      database,
    })
  const of = lock.of.length === 0 ? '' : ` OF ${lock.of.map((source) => scope.alias(source)).join(', ')}`
  return sql` FOR ${lock.weak ? 'NO KEY ' : ''}UPDATE${of}${held[lock.held]}`
}
