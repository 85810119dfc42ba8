import type { Command } from 'commander'
import { type MigrationTarget, migrate as run } from '../../../data/migrations/index.ts'
import { migrationApps, type Project } from '../../project/index.ts'
import { type Terminal, terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

/** Applies (or takes back) migrations and prints each as it is done. */
export async function applyMigrations(
  project: Project,
  out: Terminal,
  target?: MigrationTarget,
  fake = false,
): Promise<void> {
  let count = 0
  await run({
    orm: project.orm,
    apps: migrationApps(project),
    fake,
    ...(target !== undefined && { target }),
    onProgress: ({ app, name, direction }) => {
      count++
      out.print(`${direction === 'backwards' ? 'took back' : 'applied'} ${app}.${name}`)
    },
  })
  if (count === 0) out.print('Nothing to apply.')
}

/** `nuages migrate`: brings the database to where the migrations are. */
export function migrate(program: Command): void {
  program
    .command('migrate [app] [name]')
    .description(
      "Apply the migrations that are missing; with an app and a name (0002, or 'zero') go there, forwards or backwards.",
    )
    .option('--fake', 'record them as applied without touching the tables')
    .action(async (app: string | undefined, name: string | undefined, flags: { fake?: boolean }, command: Command) => {
      await withProject(command, (project) => {
        const target = app === undefined ? undefined : { app, ...(name !== undefined && { name }) }
        return applyMigrations(project, terminal, target, flags.fake === true)
      })
    })
}
