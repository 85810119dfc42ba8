import type { Command } from 'commander'
import { sqlMigrate as write } from '../../../data/migrations/index.ts'
import { migrationApps } from '../../project/index.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly backwards?: boolean
  readonly database: string
}

/** `nuages sqlmigrate`: the statements of one migration, for a person to read or to run by hand. */
export function sqlMigrate(program: Command): void {
  program
    .command('sqlmigrate <app> <name>')
    .description('Print the SQL of a migration; nothing is changed. The line in the history is not in it.')
    .option('--backwards', 'the SQL that undoes it')
    .option('--database <name>', "the project's database whose SQL it is", 'default')
    .action(async (app: string, name: string, { backwards = false, database }: Flags, command: Command) => {
      await withProject(command, async (project) => {
        const { orm } = project
        const apps = migrationApps(project)
        const { transaction, operations } = await write({ orm, apps, app, name, database, backwards })
        if (transaction) terminal.print('BEGIN;')
        for (const { description, statements } of operations) {
          terminal.print(`--\n-- ${description}\n--`)
          if (statements === null) terminal.print('-- (a function, which has no SQL)')
          else if (statements.length === 0) terminal.print('-- (nothing to do)')
          else for (const statement of statements) terminal.print(statement)
        }
        if (transaction) terminal.print('COMMIT;')
      })
    })
}
