import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import type { LoadedMigrations } from '../files/loader.ts'
import { type Migration, nameOf } from '../files/migration.ts'
import { digestsOf, labelledDigestsOf } from './digest.ts'
import { type Known, standingOf } from './records.ts'

/** In what a migration's file differs from what was applied of it. */
export interface Edit {
  /** 'operation 2, 'Add field note to article', is not the one that was applied' */
  readonly what: string
  /** Only a part of the migration stands. */
  readonly isPartly: boolean
}

/**
 * What was edited in a migration after it was applied, or after a part of it was. Null for nothing, and where nobody knows what
 * was applied: by Django, by a version that kept no journal, under the names that it replaces.
 */
export function editOf(migration: Migration, known: Known): Edit | null {
  const digests = known.entries.get(nameOf([migration.app, migration.name]))?.digests ?? null
  const { recorded, moving, standing } = standingOf(migration, known)
  if (digests === null || (moving === null && !recorded)) return null
  const isPartly = moving !== null
  const { operations } = migration
  const [then, now, labelled] = [digests, digestsOf(operations), labelledDigestsOf(operations)].map((each) =>
    isPartly ? each.slice(0, standing) : each,
  ) as [readonly string[], readonly string[], readonly string[]]
  const length = Math.max(then.length, now.length)
  const at = Array.from({ length }, (_, i) => i).find((i) => then[i] !== now[i] && then[i] !== labelled[i])
  if (at === undefined) return null
  if (at >= now.length)
    return { what: `it has ${now.length} operations, and ${then.length} of it were applied`, isPartly }
  const operation = `operation ${at + 1}, '${operations[at]!.description}',`
  return { what: `${operation} ${at >= then.length ? 'was added' : 'is not the one that was applied'}`, isPartly }
}

/**
 * Throws `NUAGES_MIGRATIONS_EDITED` for the first of `migrations` that was edited after it was applied, and is not in `accepted`;
 * gives those that are.
 */
export function checkEdits(
  migrations: Iterable<Migration>,
  known: Known,
  accepted: readonly string[],
  database: string,
): readonly Migration[] {
  const edits = [...migrations].flatMap((migration) => {
    const edit = editOf(migration, known)
    return edit === null ? [] : [{ migration, edit, name: nameOf([migration.app, migration.name]) }]
  })
  const refused = edits.find(({ name }) => !accepted.includes(name))
  if (refused !== undefined) throw migrationErrors.EDITED({ migration: refused.name, database, ...refused.edit })
  return edits.map(({ migration }) => migration)
}

/** Throws a coded error where one of `accepted` names no migration. */
export function checkAccepted(accepted: readonly string[], { migrations, graph }: LoadedMigrations): void {
  for (const name of accepted) {
    if (migrations.has(name)) continue
    const [app = name, ...rest] = name.split('.')
    throw migrationErrors.UNKNOWN_MIGRATION({
      app,
      name: rest.join('.'),
      near: didYouMean(rest.join('.'), graph.names(app)),
    })
  }
}
