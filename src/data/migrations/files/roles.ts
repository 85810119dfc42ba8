import { service, tryUse } from '../../../base/context/index.ts'
import { migrationErrors } from '../errors.ts'
import { type CreateModel, createModel, type Operation } from '../operations/index.ts'
import { type Migration, type MigrationKey, nameOf, type WrittenMigration } from './migration.ts'
import { isSwappable, type Roles, withLabels } from './swappable.ts'

/** The models that the current project has put into roles, by label. */
export const rolesService = service<Roles>('roles of models')

/** The project's roles; none where migrations are used without a project. */
export function chosenRoles(): Roles {
  return tryUse(rolesService) ?? new Map()
}

/**
 * Migrations as they are in this project: relations name the models that have the roles, dependencies the migrations
 * that create them. A model in whose place another one is stays in the state, for the migrations that go on to change it, but
 * has no table.
 */
export function withRolesResolved(written: readonly WrittenMigration[], chosen: Roles = chosenRoles()): Migration[] {
  const roles = new Map([...declaredRoles(written), ...chosen])
  return written.map((migration) => {
    const where = nameOf([migration.app, migration.name])
    const label = (role: string): string => {
      const found = roles.get(role)
      if (found === undefined) throw migrationErrors.UNKNOWN_ROLE({ migration: where, role, known: [...roles.keys()] })
      return found
    }
    const dependencies = migration.dependencies.flatMap((each): MigrationKey[] => {
      if (!isSwappable(each)) return [each]
      const model = label(each.swappable)
      const app = model.split('.')[0]!
      const needed = creatorOf(written, model) ?? firstOf(written, app)
      return app === migration.app || needed === undefined ? [] : [needed]
    })
    const operations = migration.operations.map((each) => withoutTable(withLabels(each, label), migration.app, roles))
    return { ...migration, dependencies, operations }
  })
}

/** The models that declare a role where they are created. */
export function declaredRoles(written: readonly WrittenMigration[]): Map<string, string> {
  const roles = new Map<string, string>()
  for (const { app, operations } of written)
    for (const operation of operations) {
      const role = roleOf(operation)
      if (role !== undefined) roles.set(role, `${app}.${(operation as CreateModel).arguments.name}`)
    }
  return roles
}

function roleOf(operation: Operation): string | undefined {
  return operation.kind === 'createModel' ? (operation as CreateModel).arguments.options?.swappable : undefined
}

/** The creation of a model that another one takes the place of: without a table. */
function withoutTable(operation: Operation, app: string, roles: Roles): Operation {
  const role = roleOf(operation)
  if (role === undefined) return operation
  const { name, fields, options } = (operation as CreateModel).arguments
  return roles.get(role)!.toLowerCase() === `${app}.${name}`.toLowerCase()
    ? operation
    : createModel({ name, fields, options: { ...options, managed: false } })
}

/** The migration that creates a model under the name that it has today. */
function creatorOf(written: readonly WrittenMigration[], model: string): MigrationKey | undefined {
  const found = written.find(({ app, operations }) => operations.some((each) => creates(each, app, model)))
  return found === undefined ? undefined : [found.app, found.name]
}

/** Does an operation of an app create the model 'app.Name'? */
export function creates(operation: Operation, app: string, model: string): boolean {
  if (operation.kind !== 'createModel') return false
  return `${app}.${(operation as CreateModel).arguments.name}`.toLowerCase() === model.toLowerCase()
}

/** An app's first migration: the one that needs no other of its own. */
function firstOf(written: readonly WrittenMigration[], app: string): MigrationKey | undefined {
  const own = written.filter((each) => each.app === app)
  const names = new Set(own.map(({ name }) => name))
  const roots = own.filter(({ dependencies }) =>
    dependencies.every((each) => isSwappable(each) || each[0] !== app || !names.has(each[1])),
  )
  const [first] = roots.map(({ name }) => name).sort()
  return first === undefined ? undefined : [app, first]
}
