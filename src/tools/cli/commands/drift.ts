import type { Command } from 'commander'
import { type DriftReport, driftText, drift as look } from '../../../data/migrations/index.ts'
import { migrationApps } from '../../project/index.ts'
import { type Terminal, terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly database: string
  readonly json?: boolean
  readonly all?: boolean
}

/** `nuages drift`: where a database is not what its applied migrations add up to. */
export function drift(program: Command): void {
  program
    .command('drift [apps...]')
    .description(
      'Compare what the database really holds with what its applied migrations add up to; ends with 1 where it differs.',
    )
    .option('--database <name>', "the project's database to look at", 'default')
    .option('--json', 'print the report as JSON')
    .option('--all', 'list tables that belong to no model as well')
    .action(async (only: readonly string[], { database, json, all }: Flags, command: Command) => {
      await withProject(command, async (project) => {
        const report = await look({ orm: project.orm, apps: migrationApps(project), database, only })
        if (json === true) terminal.print(JSON.stringify(report, null, 2))
        else printReport(report, all === true, terminal)
        if (report.differences.length > 0) process.exitCode = 1
      })
    })
}

function printReport(
  { database, compared, differences, unknown, loose }: DriftReport,
  all: boolean,
  out: Terminal,
): void {
  for (const [table, found] of Map.groupBy(differences, (difference) => difference.table)) {
    out.print(`${table} (${found[0]!.model})`)
    const said = new Set<string>()
    for (const difference of found) {
      out.print(`  ${driftText(difference)}`)
      for (const statement of difference.mend) if (!said.has(statement)) out.print(`    ${statement};`)
      for (const statement of difference.mend) said.add(statement)
    }
  }
  if (differences.length === 0)
    out.print(
      compared === 0
        ? `No table of database '${database}' is compared: no migration that is applied to it makes one.`
        : `All ${compared} tables of database '${database}' are what its migrations say.`,
    )
  else {
    out.print('')
    out.print(`${counted(differences.length, 'difference')} in database '${database}'.`)
    if (differences.some(({ mend }) => mend.length > 0))
      out.print('The statements bring the tables back, and may lose data: read them first.')
    if (differences.some(({ mend }) => mend.length === 0))
      out.print(
        'What has no statement takes several: look into the documentation of the database, and at a copy first.',
      )
    out.print(
      'Where the change is wanted, write it into the models, make the migration, and record it with `migrate --fake`.',
    )
  }
  if (loose.length > 0)
    out.print(
      `Checks, conditions, expressions and defaults of ${loose.join(', ')} were compared only as being there: the database did not make a temporary table to show its wording.`,
    )
  if (unknown.length > 0 && all) for (const name of unknown) out.print(`${name} belongs to no model`)
  else if (unknown.length > 0) out.print(`${counted(unknown.length, 'table')} of no model; --all lists them.`)
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
