import type { HistoricalApps } from '../execution/historical.ts'
import { historicalApps } from '../execution/historical.ts'
import type { Change, ElidableOptions, Operation } from './operation.ts'

export type { HistoricalApps } from '../execution/historical.ts'

/** A function of a data migration. It must use the models that it is given, never the application's own classes. */
export type RunWork = (apps: HistoricalApps) => Promise<void> | void

export interface RunArguments {
  readonly forwards: RunWork
  readonly backwards: RunWork | null
}

export interface RunOptions extends ElidableOptions {
  /** False: no transaction around it, so that it may have some of its own; its migration says so, too. */
  readonly atomic?: boolean
}

export type Run = Operation<'run', RunArguments>

/**
 * Changes data: `run(async (apps) => { await apps.model('news.Article').filter({ … }).update({ … }) })`, in the same
 * transaction as the rest of the migration. `backwards` undoes it (`() => {}` where nothing need be undone); without it
 * the migration cannot be undone. `{ elidable: true }`: a squash may leave it out. Django's `RunPython`.
 */
export function run(forwards: RunWork, backwards: RunWork | null = null, options: RunOptions = {}): Run {
  const { atomic = true } = options
  const work = async (change: Change, state: Change['before'], chosen: RunWork | null) => {
    if (chosen !== null && change.database !== null) await historicalApps(state, change.database, chosen)
  }
  return {
    kind: 'run',
    arguments: { forwards, backwards },
    elidable: options.elidable === true,
    description: 'Run data migration',
    fragment: null,
    reversible: backwards !== null,
    ...(!atomic && { transactional: false }),
    changeState: (state) => state,
    forwards: (change) => work(change, change.before, forwards),
    backwards: (change) => work(change, change.before, backwards),
  }
}
