import { findingsOf, type Level, type LintTarget, lintMigrations } from '../../../data/migrations/index.ts'
import { migrationApps, type Project } from '../../project/index.ts'
import { reportLines, summaryOf } from '../lint-report.ts'
import type { Terminal } from '../terminal.ts'

export interface LintChoice {
  readonly database: string
  readonly target?: LintTarget
  readonly json: boolean
  /** The least level that makes the command fail. */
  readonly failOn: Level
}

/** `nuages migrate --lint`: prints what migrations would cost, and gives whether there is something that should stop them. */
export async function printLint(project: Project, out: Terminal, choice: LintChoice): Promise<boolean> {
  const { database, target, json, failOn } = choice
  const report = await lintMigrations({
    orm: project.orm,
    apps: migrationApps(project),
    database,
    ...(target !== undefined && { target }),
  })
  const failing = findingsOf(report, failOn)
  if (json) {
    out.print(
      JSON.stringify({ ...report, failOn, failing: failing.map(({ id, migration }) => ({ id, migration })) }, null, 2),
    )
    return failing.length > 0
  }
  if (report.migrations.length === 0) {
    out.print('Nothing to lint: every migration is applied.')
    return false
  }
  for (const line of reportLines(report)) out.print(line)
  out.print(`${summaryOf(findingsOf(report))}, on ${report.server} as it is. Nothing was applied.`)
  if (failing.length > 0) {
    const places = new Map<string, Set<string>>()
    for (const { id, migration } of failing) places.set(id, (places.get(id) ?? new Set()).add(migration))
    const said = [...places].map(([id, migrations]) => `${id} (${[...migrations].join(', ')})`)
    out.complain(`Of '${failOn}'${failOn === 'danger' ? '' : ' or worse'}: ${said.join(', ')}.`)
    out.complain("What is meant to be so is accepted in its file: accepts: ['migrations.L…'].")
  }
  return failing.length > 0
}
