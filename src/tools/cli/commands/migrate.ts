import type { Command } from 'commander'
import { type MigrateOptions, migrate as run } from '../../../data/migrations/index.ts'
import { migrationApps, type Project } from '../../project/index.ts'
import { type Terminal, terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly fake?: boolean
  readonly database: string
}

type Choice = Pick<MigrateOptions, 'target' | 'fake' | 'database'>

const deeds = { forwards: 'applied', backwards: 'took back' }
const fakes = { forwards: 'recorded as applied:', backwards: 'recorded as taken back:' }

/** Applies (or takes back) migrations and prints each as it is done. */
export async function applyMigrations(project: Project, out: Terminal, choice: Choice = {}): Promise<void> {
  const { applied, undone } = await run({
    orm: project.orm,
    apps: migrationApps(project),
    ...choice,
    onProgress: ({ app, name, direction }) => {
      out.print(`${choice.fake === true ? fakes[direction] : deeds[direction]} ${app}.${name}`)
    },
  })
  if (applied.length + undone.length === 0) out.print('Nothing to apply.')
}

/** `nuages migrate`: brings the database to where the migrations are. */
export function migrate(program: Command): void {
  program
    .command('migrate [app] [name]')
    .description(
      "Apply the migrations that are missing; with an app and a name (0002, or 'zero') go there, forwards or backwards.",
    )
    .option('--database <name>', "the project's database to migrate", 'default')
    .option('--fake', 'record them as applied without touching the tables')
    .action(async (app: string | undefined, name: string | undefined, flags: Flags, command: Command) => {
      const target = app === undefined ? undefined : { app, ...(name !== undefined && { name }) }
      const { database } = flags
      const choice = { database, fake: flags.fake === true, ...(target !== undefined && { target }) }
      await withProject(command, (project) => applyMigrations(project, terminal, choice))
    })
}
