import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Finding } from '../../../../base/checks/index.ts'
import { migrationsNote, unappliedMigrations } from '../../prepare.ts'
import { staticPlaces } from '../../static.ts'
import { findingOf } from '../finding-of.ts'
import { type DeployCheck, type DeployFacts, finding } from './facts.ts'

/** Where the data is, and whether the models fit it. */
export const checkDatabases: DeployCheck = async (facts) => [
  ...sqlite(facts),
  ...(await migrations(facts)),
  ...((facts.environment.logQueries ?? facts.options.logQueries) === 0 ? [logsAll] : []),
]

const logsAll = finding(
  'warning',
  'deploy.W015',
  'logQueries',
  'Every statement is logged.',
  'Give milliseconds from which on one is slow: NUAGES_LOG_QUERIES=500.',
)

function sqlite({ project, options, databases, processes }: DeployFacts): readonly Finding[] {
  const { dirs, root } = staticPlaces(options, project.dir, project.apps)
  const served = [root, ...dirs.map((each) => (typeof each === 'string' ? each : each.dir))]
  return Object.entries(databases).flatMap(([name, url]) => {
    const file = /^sqlite:(.+)$/.exec(url)?.[1]
    if (file === undefined) return []
    const where = `databases.${name}`
    if (file.startsWith(':memory:')) {
      const hint = 'Name a file or a server in DATABASE_URL.'
      return [finding('error', 'deploy.E001', where, 'The database is gone when the process ends.', hint)]
    }
    const findings: Finding[] = []
    const folder = served.find((dir) => isIn(file, dir))
    if (folder !== undefined) {
      const message = `The database file lies in ${folder}, whose files are sent to everybody.`
      findings.push(finding('error', 'deploy.E002', where, message, 'Move it out of there.'))
    }
    if (processes > 1) {
      const message = `${processes} processes write to one SQLite file, one at a time, and all must be on one machine.`
      const hint = 'That does for little writing; else use PostgreSQL or MariaDB.'
      findings.push(finding('warning', 'deploy.W016', where, message, hint))
    }
    return findings
  })
}

function isIn(file: string, dir: string): boolean {
  const real = (path: string): string => {
    try {
      return realpathSync(path)
    } catch {
      return path
    }
  }
  const way = relative(real(dir), real(file))
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep)
}

async function migrations({ project }: DeployFacts): Promise<readonly Finding[]> {
  try {
    const note = migrationsNote(await unappliedMigrations(project))
    const hint = 'Migrate before the new version is started.'
    return note === null ? [] : [finding('error', 'deploy.E003', 'migrations', note, hint)]
  } catch (error) {
    return [findingOf(error, 'databases')]
  }
}
