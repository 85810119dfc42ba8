import type { Command } from 'commander'
import { type ShownMigration, showMigrations as show } from '../../../data/migrations/index.ts'
import { migrationApps } from '../../project/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

function line({ name, applied, edited, standing }: ShownMigration): string {
  const mark = standing !== null ? '~' : applied === null ? ' ' : 'x'
  const half = standing === null ? '' : ` (interrupted: ${standing.count} of ${standing.of} operations stand)`
  return `[${mark}] ${name}${half}${edited ? ' (edited since)' : ''}`
}

/** `nuages showmigrations`: what is written, and what of it is applied. */
export function showMigrations(program: Command): void {
  program
    .command('showmigrations [apps...]')
    .description('List the migrations of each app; [x] is applied, [~] is applied in part.')
    .option('--database <name>', "the project's database to look at", 'default')
    .action(async (labels: readonly string[], { database }: { readonly database: string }, command: Command) => {
      await withProject(command, async (project) => {
        const apps = await show({
          orm: project.orm,
          apps: migrationApps(project),
          database,
          ...(labels.length > 0 && { only: labels }),
        })
        for (const { app, migrations, unknown } of apps) {
          terminal.print(app)
          if (migrations.length + unknown.length === 0) terminal.print('  (no migrations)')
          for (const migration of migrations) terminal.print(`  ${line(migration)}`)
          for (const name of unknown) terminal.print(`  [x] ${name} (its file is gone)`)
        }
      })
    })
}
