import type { JsonValue } from '../engine.ts'
import type { Task } from '../task.ts'
import { cronRule } from './cron.ts'
import { schedulesErrors } from './errors.ts'
import { intervalRule } from './interval.ts'
import type { Rule, WrittenRule } from './rule.ts'

export interface ScheduleOptions<P> {
  /** What each run is given; a function gets the moment. It may be left out where the task wants none. */
  readonly payload?: P | ((moment: Date) => P)
  /** The clock that a cron expression is read by: an IANA name. The project's `timeZone` if left out. */
  readonly timeZone?: string
  /**
   * What becomes of moments at which no worker ran. 'once', the default: when one runs again, the last of them is run, and
   * the others are not. 'skip': none of them.
   */
  readonly missed?: 'once' | 'skip'
}

/** A task that is put into its queue again and again. Nothing happens until a worker of the project runs. */
export interface Schedule {
  readonly kind: 'nuages.schedule'
  readonly name: string
  /** The name of its task. */
  readonly task: string
  readonly missed: 'once' | 'skip'
  /** Its rule, in the project's time zone where it has none of its own. */
  rule(timeZone: string): Rule
  /** Puts the task of one moment into its queue. */
  enqueue(moment: Date): Promise<{ readonly id: string }>
}

/** A payload may be left out where the task wants none. */
type Given<I> = unknown extends I
  ? [options?: ScheduleOptions<JsonValue>]
  : undefined extends I
    ? [options?: ScheduleOptions<I>]
    : [options: ScheduleOptions<I> & Required<Pick<ScheduleOptions<I>, 'payload'>>]

/**
 * Declares when a task is run: `schedule('nightly', '0 3 * * *', sendDigest)`, `schedule('poll', { every: '15m' }, poll)`. In a
 * cluster each moment is run once. Throws `NUAGES_SCHEDULES_BAD_NAME`, `…_BAD_CRON`, `…_NEVER` or `…_BAD_INTERVAL`.
 */
export function schedule<P, R, I>(name: string, when: WrittenRule, task: Task<P, R, I>, ...rest: Given<I>): Schedule {
  const [options = {}] = rest as [ScheduleOptions<unknown>?]
  if (!/^[\w.-]{1,100}$/.test(name))
    throw schedulesErrors.BAD_NAME({
      name: name.slice(0, 100),
      problem: 'it has other characters, or too many or none',
    })
  const { payload, timeZone, missed = 'once' } = options
  const rule = (zone: string) => (typeof when === 'string' ? cronRule(name, when, zone) : intervalRule(name, when))
  // Read once here, so that a mistake stops the start and not the night.
  rule(timeZone ?? 'UTC')
  const put = task.enqueue as unknown as (payload: unknown) => Promise<{ readonly id: string }>
  return Object.freeze({
    kind: 'nuages.schedule',
    name,
    task: task.name,
    missed,
    rule: (projectZone: string) => rule(timeZone ?? projectZone),
    enqueue: (moment: Date) =>
      put(typeof payload === 'function' ? (payload as (moment: Date) => unknown)(moment) : payload),
  })
}

/** True for what `schedule` made, even by another copy of the package. */
export function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'nuages.schedule'
}

/** The schedules in modules and lists. Throws `NUAGES_SCHEDULES_TWICE` or `…_NOT_LISTED`. */
export function schedulesIn(modules: readonly object[], isListed: (task: string) => boolean): readonly Schedule[] {
  const found = new Map<string, Schedule>()
  for (const each of modules.flatMap((module) => [module, ...Object.values(module)])) {
    if (!isSchedule(each) || found.get(each.name) === each) continue
    if (found.has(each.name)) throw schedulesErrors.TWICE({ name: each.name })
    if (!isListed(each.task)) throw schedulesErrors.NOT_LISTED({ name: each.name, task: each.task })
    found.set(each.name, each)
  }
  return [...found.values()]
}
