import type { Logger } from '../../base/log/index.ts'
import type { Orm } from '../../data/orm/index.ts'
import { health, type Middleware } from '../../web/http/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

interface HealthParts {
  readonly orm: Orm
  readonly brought: readonly Brought[]
  readonly logger: Logger
}

const trivial = Object.freeze({ text: 'SELECT 1', writes: false, wide: false })

/** `/health` and `/ready` of a project, which is ready while its databases and what its batteries keep open answer. Null where it wants none. */
export function projectHealth(options: ProjectOptions, { orm, brought, logger }: HealthParts): Middleware | null {
  const wanted = options.server?.health ?? {}
  if (wanted === false) return null
  const databases = Object.entries(orm.databases).map(
    ([name, database]) => [name, (signal: AbortSignal) => database.all(trivial, [], { signal })] as const,
  )
  const checks = {
    ...Object.fromEntries(databases),
    ...Object.assign({}, ...brought.map(({ health }) => health)),
    ...wanted.checks,
  }
  return health({ logger, ...wanted, checks })
}
