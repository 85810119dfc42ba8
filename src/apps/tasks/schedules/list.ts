import { TaskMoment } from '../models.ts'
import type { Schedule } from './schedule.ts'

/** A schedule as `nuages tasks schedules` shows it. */
export interface ScheduleState {
  readonly name: string
  readonly task: string
  readonly rule: string
  readonly missed: 'once' | 'skip'
  readonly next: Date | null
  /** The moment that was run last, and the id of its job. */
  readonly last: { readonly moment: Date; readonly job: string } | null
}

/** What each schedule does next, and did last. */
export async function scheduleStates(
  schedules: readonly Schedule[],
  timeZone: string,
  now: Date,
): Promise<readonly ScheduleState[]> {
  const states: ScheduleState[] = []
  for (const schedule of schedules) {
    const rule = schedule.rule(timeZone)
    const row = await TaskMoment.filter({ schedule: schedule.name, job__isnull: false }).orderBy('-moment').first()
    states.push({
      name: schedule.name,
      task: schedule.task,
      rule: rule.text,
      missed: schedule.missed,
      next: rule.next(now),
      last: row === null ? null : { moment: row.moment, job: row.job! },
    })
  }
  return states
}
