import { didYouMean } from '../../../base/errors/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { MigratedOrm } from '../execution/migrate.ts'
import { loadWithHistory, statesBefore } from '../execution/plan.ts'
import { stepsOf } from '../execution/steps.ts'
import { checkConflicts, type MigratedApp } from '../files/loader.ts'
import { type Migration, nameOf } from '../files/migration.ts'
import { withOwnFields } from '../own-fields.ts'
import type { ProjectState } from '../state.ts'
import { adviceFor } from './advice.ts'
import { serverOf } from './costs/server.ts'
import { Sizes } from './costs/sizes.ts'
import { type Found, found, type LintFinding } from './finding.ts'
import { gradeOperation, type Lab, type OperationGrade } from './grade.ts'
import { HeldLocks } from './held-locks.ts'
import { isLinterRule, type Level, linterRules, reaches } from './rules.ts'
import { type LintTarget, selected } from './select.ts'
import { tablesIn } from './tables-before.ts'
import { Standing } from './what-stands.ts'

export interface LintOptions {
  readonly orm: MigratedOrm
  readonly apps: readonly MigratedApp[]
  /** The database's name in the settings; 'default' if left out. */
  readonly database?: string
  /** Left out, everything that is not applied. */
  readonly target?: LintTarget
}

export interface LintedOperation extends Omit<OperationGrade, 'found'> {
  /** 'Add field note to article'. */
  readonly operation: string
  readonly findings: readonly LintFinding[]
}

export interface LintedMigration {
  /** 'news.0007_article_note'. */
  readonly migration: string
  readonly operations: readonly LintedOperation[]
  /** About the file itself: what it accepts. */
  readonly findings: readonly LintFinding[]
}

export interface LintReport {
  /** The database's name in the settings. */
  readonly database: string
  /** 'PostgreSQL 15.6'. */
  readonly server: string
  readonly migrations: readonly LintedMigration[]
}

/**
 * Says of migrations what they would cost on a database as it is: its kind, its version, the rows that it holds. Reads only;
 * nothing is applied. Rejects with a coded error where the target names no migration, or the files do not fit together.
 */
export function lintMigrations(options: LintOptions): Promise<LintReport> {
  return withOwnFields(options.orm, () => lintNow(options))
}

/** The findings of a report that nobody accepted and that are of a level, or worse. */
export function findingsOf(report: LintReport, least: Level = 'note'): LintFinding[] {
  return report.migrations
    .flatMap(({ operations, findings }) => [...operations.flatMap((each) => each.findings), ...findings])
    .filter(({ accepted, level }) => !accepted && reaches(level, least))
}

async function lintNow({ orm, apps, database: name, target }: LintOptions): Promise<LintReport> {
  const database = orm.database(name)
  const { loaded, applied } = await loadWithHistory(apps, database)
  checkConflicts(loaded)
  const chosen = selected(loaded, applied, target)
  const server = await serverOf(database)
  const states = statesBefore(loaded)
  const migrations: LintedMigration[] = []
  if (chosen.length > 0) {
    const lab: Lab = {
      database,
      server,
      sizes: new Sizes(database, server.many.danger),
      standing: new Standing(tablesIn(states(chosen[0]!, null), database.database), server.unvalidated),
      keeps: (model: RoutedModel) => orm.keeps?.(database, model) ?? true,
    }
    for (const migration of chosen) migrations.push(await lintMigration(migration, states(migration, null), lab))
  }
  return { database: database.name, server: server.label, migrations }
}

async function lintMigration(migration: Migration, state: ProjectState, lab: Lab): Promise<LintedMigration> {
  const name = nameOf([migration.app, migration.name])
  const accepts = new Set(migration.accepts)
  const seen = new Set<string>()
  const { database } = lab.database
  const placed =
    (operation: number | null) =>
    ({ ofRule, ...each }: Found): LintFinding => {
      seen.add(each.id)
      return {
        ...each,
        migration: name,
        operation,
        suggestion: adviceFor(each.id, database, ofRule === true),
        accepted: operation !== null && accepts.has(each.id),
      }
    }
  const locks = lab.server.keepsLocks && migration.atomic !== false ? new HeldLocks() : null
  const operations: LintedOperation[] = []
  for (const [i, { operation, before, after }] of stepsOf(migration, state).entries()) {
    const grade = await gradeOperation(operation, migration.app, before, after, lab)
    const { found: own, ...rest } = grade
    const all = [...own, ...(locks?.judge(operation, grade, lab.server) ?? [])]
    operations.push({ operation: operation.description, ...rest, findings: all.map(placed(i + 1)) })
  }
  const findings = acceptances(accepts, seen).map(placed(null))
  return { migration: name, operations, findings }
}

/** What is wrong with what a migration accepts. */
function acceptances(accepts: ReadonlySet<string>, seen: ReadonlySet<string>): Found[] {
  return [...accepts].flatMap((id): Found[] => {
    if (!isLinterRule(id)) {
      const near = didYouMean(id, Object.keys(linterRules))
      return [found('migrations.L040', 'danger', null, `It accepts '${id}', which is no id of the linter${near}.`)]
    }
    return seen.has(id)
      ? []
      : [found('migrations.L041', 'note', null, `It accepts ${id}, of which nothing is found on this database.`)]
  })
}
