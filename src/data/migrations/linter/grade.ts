import type { Database } from '../../drivers/index.ts'
import type { RoutedModel } from '../../orm/index.ts'
import type { Change, Operation, SeparateStateAndDatabase } from '../operations/index.ts'
import type { ProjectState } from '../state.ts'
import { type StatementCost, type TableCost, together } from './costs/cost.ts'
import type { Server } from './costs/server.ts'
import type { Sizes } from './costs/sizes.ts'
import { type Found, found } from './finding.ts'
import { judgeCost } from './judge-cost.ts'
import { judgeMeaning } from './judge-meaning.ts'
import { Recorder } from './recorder.ts'
import { tablesIn, World } from './tables-before.ts'
import type { Standing } from './what-stands.ts'

/** What an operation does to one table that is there already. */
export interface GradedTable extends TableCost {
  /** How many rows it has now, as far as that matters. */
  readonly rows: number
}

/** Everything about one operation. */
export interface OperationGrade {
  /** The statements that will be sent, in order, as far as that is known without sending them. */
  readonly statements: readonly string[]
  readonly tables: readonly GradedTable[]
  readonly losesData: boolean
  /** What undoing it brings back. */
  readonly undo: 'whole' | 'withoutData' | 'no'
  readonly breaksRunningCode: boolean
  readonly found: readonly Found[]
}

/** What is the same for all operations of a plan. */
export interface Lab {
  readonly database: Database
  readonly server: Server
  readonly sizes: Sizes
  readonly standing: Standing
  keeps(model: RoutedModel): boolean
}

const losses = new Set(['migrations.L001', 'migrations.L002', 'migrations.L003', 'migrations.L005', 'migrations.L006'])
const breaks = new Set(['migrations.L010', 'migrations.L011', 'migrations.L012'])

/** Grades one operation, from what the database's editor makes of it. `standing` follows what it does. */
export async function gradeOperation(
  operation: Operation,
  app: string,
  before: ProjectState,
  after: ProjectState,
  { database, server, sizes, standing, keeps }: Lab,
): Promise<OperationGrade> {
  const recorder = new Recorder(database.database)
  const recorded = await record(operation, { app, before, after, editor: recorder, database: null, keeps })
  const tables = tablesIn(before, database.database)
  const known = new Map<string, number>()
  const rows = (table: string) => known.get(standing.live(table) ?? '') ?? 0
  const costs: TableCost[] = []
  const findings: Found[] = []
  for (const deed of recorder.deeds) {
    for (const table of deed.before) tables.set(table.name, table)
    const world = new World(new Map(tables), standing.unvalidated)
    const appraised = server.appraiser(world).costs(deed.statements)
    const touched = [...deed.meanings, ...appraised.flatMap((each) => each.tables)].map(({ table }) => table)
    for (const live of new Set(touched.map((table) => standing.live(table))))
      if (live !== null && !known.has(live)) known.set(live, await sizes.rows(live))
    for (const meaning of deed.meanings) {
      findings.push(...judgeMeaning(meaning, { database: database.database, world, standing, rows }))
      standing.follow(meaning)
    }
    for (const statement of deed.statements) standing.followRules(statement)
    const felt = server.keepsLocks ? whileHeld(appraised, server) : appraised
    findings.push(...felt.flatMap((each) => judgeCost(each, server, rows)))
    costs.push(...appraised.flatMap((each) => each.tables))
  }
  const there = costs.filter(({ table }) => standing.live(table) !== null)
  const named = there.map((cost) => ({ ...cost, table: standing.live(cost.table)! }))
  if (!recorded || runsFunction(operation, recorder.deeds.length === 0))
    findings.push(found('migrations.L032', 'note', null, 'What a function does is not known before it runs.'))
  if (!operation.reversible) findings.push(found('migrations.L031', 'note', null, 'It has no way back.'))
  const ids = new Set(findings.map(({ id }) => id))
  const losesData = [...ids].some((id) => losses.has(id))
  return {
    statements: recorder.deeds.flatMap(({ statements }) => statements.map(({ text }) => text)),
    tables: together(named, server.isStronger)
      .map((cost) => ({ ...cost, rows: known.get(cost.table) ?? 0 }))
      .filter((cost) => cost.rows > 0 || cost.lock !== ''),
    losesData,
    undo: operation.reversible ? (losesData ? 'withoutData' : 'whole') : 'no',
    breaksRunningCode: [...ids].some((id) => breaks.has(id)),
    found: unique(findings),
  }
}

/** What statements of one transaction cost others: a lock that one of them has taken lasts while the next ones work. */
function whileHeld(costs: readonly StatementCost[], { isStronger }: Pick<Server, 'isStronger'>): StatementCost[] {
  const held = new Map<string, TableCost>()
  return costs.map((each) => ({
    ...each,
    tables: each.tables.map((cost) => {
      const before = held.get(cost.table)
      if (before === undefined || isStronger(cost.lock, before.lock)) held.set(cost.table, cost)
      const { lock, blocks } = held.get(cost.table)!
      return { ...cost, lock, blocks }
    }),
  }))
}

/** False where the operation needs a database, which is not given to it. */
async function record(operation: Operation, change: Change): Promise<boolean> {
  try {
    await operation.forwards(change)
    return true
  } catch (cause) {
    if (operation.kind === 'custom') return false
    throw cause
  }
}

/** Whether an operation is a function of which no more is known; one of the project's own is, where it `saysNothing`. */
export function runsFunction(operation: Operation, saysNothing = true): boolean {
  if (operation.kind === 'custom') return saysNothing
  if (operation.kind !== 'separateStateAndDatabase') return operation.kind === 'run'
  return ((operation as SeparateStateAndDatabase).arguments.database ?? []).some((each) =>
    runsFunction(each, saysNothing),
  )
}

/** What several statements of one operation give rise to is said once. */
function unique(findings: readonly Found[]): Found[] {
  const kept = new Map<string, Found>()
  for (const finding of findings) {
    const key = `${finding.id} ${finding.message}`
    if (!kept.has(key)) kept.set(key, finding)
  }
  return [...kept.values()]
}
