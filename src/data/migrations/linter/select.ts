import { didYouMean } from '../../../base/errors/index.ts'
import { migrationErrors } from '../errors.ts'
import { keyOfTarget } from '../execution/plan.ts'
import { isApplied, type LoadedMigrations } from '../files/loader.ts'
import { type Migration, nameOf } from '../files/migration.ts'

/** Which migrations to judge: all that are not applied, those of an app, or the named ones. */
export interface LintTarget {
  readonly app: string
  /** '0012' for one; '0010..0012' or '0010..' for those from one to another. The beginning of a name is enough. */
  readonly name?: string
}

/** The migrations that are meant, in the order in which they are applied. */
export function selected(
  loaded: LoadedMigrations,
  applied: { has(name: string): boolean },
  target: LintTarget | undefined,
): Migration[] {
  const { graph, migrations, apps } = loaded
  const order = graph.all().map((key) => migrations.get(nameOf(key))!)
  if (target === undefined) return order.filter((each) => !isApplied(each, applied))
  const { app, name } = target
  if (!apps.has(app)) throw migrationErrors.UNKNOWN_APP({ app, near: didYouMean(app, apps) })
  const own = order.filter((each) => each.app === app)
  if (name === undefined) return own.filter((each) => !isApplied(each, applied))
  const [first, last = first] = name.split('..')
  const at = (part: string) => {
    const key = keyOfTarget(loaded, app, part)
    return own.findIndex((each) => each.name === key[1])
  }
  const from = first === '' ? 0 : at(first!)
  const to = last === '' ? own.length - 1 : at(last!)
  if (from > to) throw migrationErrors.EMPTY_RANGE({ app, range: name })
  return own.slice(from, to + 1)
}
