import type { Logger } from '../../../base/log/index.ts'
import { atomic, IntegrityError } from '../../../data/orm/index.ts'
import { TaskMoment } from '../models.ts'
import { schedulesErrors } from './errors.ts'
import type { Rule } from './rule.ts'
import type { Schedule } from './schedule.ts'

export interface SchedulerOptions {
  readonly schedules: readonly Schedule[]
  /** The project's. */
  readonly timeZone: string
  readonly log: Logger
  /** Milliseconds since 1970; `Date.now` if left out. */
  readonly now?: () => number
}

/** A moment that is later than this is one that was missed. */
const late = 60_000
/** The longest time without a look at the clock: it may have been set meanwhile. */
const longestSleep = 10_000
const week = 604_800_000
const keptMoments = 1000

interface Watched {
  readonly schedule: Schedule
  readonly rule: Rule
  /** The moment that this process has dealt with last. */
  settled: number | null
}

/**
 * Runs schedules, beside any number of others like it. A moment belongs to the one that wrote its row, and its task is put into the
 * queue in the same transaction: each is run once, whatever the clocks of the machines say. Clocks that are set back meet rows that
 * are there already; where they are set ahead, only the last moment is run of those that they pass over.
 */
export class Scheduler {
  readonly #watched: readonly Watched[]
  readonly #log: Logger
  readonly #now: () => number

  constructor({ schedules, timeZone, log, now = () => Date.now() }: SchedulerOptions) {
    const names = new Set<string>()
    for (const { name } of schedules) {
      if (names.has(name)) throw schedulesErrors.TWICE({ name })
      names.add(name)
    }
    this.#watched = schedules.map((schedule) => ({ schedule, rule: schedule.rule(timeZone), settled: null }))
    this.#log = log
    this.#now = now
  }

  /** Puts what is due now into its queue. Resolves to the names of the schedules whose moment this process took. */
  async tick(): Promise<readonly string[]> {
    const taken: string[] = []
    for (const watched of this.#watched) {
      try {
        if (await this.#look(watched)) taken.push(watched.schedule.name)
      } catch (error) {
        // The next look tries again: nothing was written.
        this.#log.error('a schedule could not be looked at', { schedule: watched.schedule.name, error })
      }
    }
    return taken
  }

  /** Milliseconds until the next look at the clock: at the next moment, or before it. */
  sleep(): number {
    const now = this.#now()
    const next = this.#watched.map(({ rule }) => rule.next(new Date(now))?.getTime() ?? Number.POSITIVE_INFINITY)
    return Math.max(Math.min(longestSleep, ...next.map((moment) => moment - now)), 1)
  }

  /** Ticks until `signal` is aborted. The tick under way is finished. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#watched.length === 0) return
    while (!signal.aborted) {
      await this.tick()
      await pause(this.sleep(), signal)
    }
  }

  async #look(watched: Watched): Promise<boolean> {
    const { schedule, rule } = watched
    const now = this.#now()
    const due = rule.latest(new Date(now))
    if (due === null || due.getTime() === watched.settled) return false
    const last = await lastMoment(schedule.name, rule.text, now)
    let taken = false
    // A schedule that was not there before, or had another rule, counts from now on.
    if (last === null) await this.#take(watched, new Date(now), false)
    else if (last.getTime() < due.getTime())
      taken = await this.#take(watched, due, schedule.missed === 'once' || now - due.getTime() <= late)
    watched.settled = due.getTime()
    return taken
  }

  /** Takes a moment, and runs it or only notes it. False where another process has it. */
  async #take({ schedule, rule }: Watched, moment: Date, run: boolean): Promise<boolean> {
    try {
      await atomic(async () => {
        const row = await TaskMoment.create({ schedule: schedule.name, moment, rule: rule.text, job: null })
        if (!run) return
        const { id } = await schedule.enqueue(moment)
        await TaskMoment.filter({ id: row.id }).update({ job: id })
      })
    } catch (error) {
      if (!(error instanceof IntegrityError) || !(await isTaken(schedule.name, moment))) throw error
      return false
    }
    await forget(schedule.name, rule, moment)
    return run
  }
}

/** The last moment of a schedule under this rule that is not after `now`. */
async function lastMoment(schedule: string, rule: string, now: number): Promise<Date | null> {
  const rows = TaskMoment.filter({ schedule, rule, moment__lte: new Date(now) })
  return (await rows.orderBy('-moment').first())?.moment ?? null
}

async function isTaken(schedule: string, moment: Date): Promise<boolean> {
  return TaskMoment.filter({ schedule, moment }).exists()
}

/** Rows are kept for a week, or for a thousand moments where those are sooner over, and the last one always. */
async function forget(schedule: string, rule: Rule, moment: Date): Promise<void> {
  const next = rule.next(moment)?.getTime()
  const gap = next === undefined ? week : next - moment.getTime()
  const before = new Date(moment.getTime() - Math.max(Math.min(week, gap * keptMoments), 2 * gap))
  await TaskMoment.filter({ schedule, moment__lt: before }).delete()
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}
