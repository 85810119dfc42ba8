import type { Command } from 'commander'
import {
  cancelJob,
  countJobs,
  type EndState,
  endStates,
  type Job,
  type JobState,
  jobStates,
  listJobs,
  pruneJobs,
  retryJob,
  type ScheduleState,
  scheduleStates,
  tasksErrors,
  tasksService,
} from '../../../apps/tasks/index.ts'
import { use } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import { countArgument, periodArgument } from '../arguments.ts'
import { countOf } from '../progress.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface ListFlags {
  readonly state?: JobState
  readonly queue?: string
  readonly name?: string
  readonly limit?: number
  readonly json?: boolean
}

const shown = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ')

function line({ id, name, state, queue, attempt, maxAttempts, runAt, finishedAt, error }: Job): string {
  const when = (finishedAt ?? runAt).toISOString().slice(0, 19).replace('T', ' ')
  const why = error === null || state === 'done' ? '' : `  ${shown(error.code)}: ${shown(error.message)}`
  return `${id}  ${when}  ${state.padEnd(9)} ${shown(queue)}  ${shown(name)} ${attempt}/${maxAttempts}${why}`
}

const moment = (at: Date | undefined | null) => at?.toISOString().slice(0, 19).replace('T', ' ') ?? 'never'

function scheduleLine({ name, task, rule, next, last }: ScheduleState): string {
  const ran = last === null ? 'never' : `${moment(last.moment)} as ${last.job}`
  return `${shown(name)}  ${shown(rule)}  ${shown(task)}  next ${moment(next)}  last ${ran}`
}

/** Does something to each job that is named, and fails where it could not be done to one. */
function each(work: (id: string) => Promise<boolean>, done: string, refused: string) {
  return (ids: readonly string[], _flags: unknown, command: Command) =>
    withProject(command, async () => {
      const left: string[] = []
      for (const id of ids) {
        if (await work(id)) terminal.print(`${id} ${done}`)
        else left.push(id)
      }
      if (left.length > 0) throw tasksErrors.NOT_DONE({ ids: left, refused })
    })
}

/** `nuages tasks …`: looks after background jobs. */
export function tasks(program: Command): void {
  const group = program
    .command('tasks')
    .description('Look after background jobs: list, count, retry, cancel, prune; and see their schedules.')
  group
    .command('list')
    .description('List jobs, the newest first.')
    .option('--state <state>', `one of ${jobStates.join(', ')}`)
    .option('--queue <name>', 'of one queue')
    .option('--name <name>', 'of one task')
    .option('--limit <number>', 'at most so many; 1000 at most', countArgument, 50)
    .option('--json', 'a JSON object a line, without payloads and results')
    .action((flags: ListFlags, command: Command) =>
      withProject(command, async () => {
        const { json, ...filter } = flags
        if (filter.state !== undefined && !jobStates.includes(filter.state)) {
          const problem = `there is no state '${filter.state}'; there are ${jobStates.join(', ')}`
          throw tasksErrors.BAD_OPTION({ where: '--state', problem })
        }
        for (const job of await listJobs(filter)) {
          const { payload: _payload, result: _result, ...rest } = job
          terminal.print(json ? JSON.stringify(rest) : line(job))
        }
      }),
    )
  group
    .command('counts')
    .description('Count jobs by queue and state.')
    .action((_flags: unknown, command: Command) =>
      withProject(command, async () => {
        const counts = Object.entries(await countJobs()).sort(([a], [b]) => (a < b ? -1 : 1))
        for (const [queue, states] of counts)
          terminal.print(`${shown(queue)}: ${jobStates.map((state) => `${state} ${states[state]}`).join(', ')}`)
        if (counts.length === 0) terminal.print('There are no jobs.')
      }),
    )
  group
    .command('retry <ids...>')
    .description('Make jobs that failed or were cancelled wait again.')
    .action(each(retryJob, 'waits again', 'are not failed or cancelled, or another job holds their key'))
  group
    .command('cancel <ids...>')
    .description('Cancel jobs: those that wait at once, those that run through their signal.')
    .action(each(cancelJob, 'is cancelled', 'have ended or are not known'))
  group
    .command('schedules')
    .description('Show what runs by itself: the rule, the next moment, and the last one that was run.')
    .option('--json', 'a JSON object a line')
    .action(({ json }: { readonly json?: boolean }, command: Command) =>
      withProject(command, async () => {
        const { schedules } = use(tasksService)
        const states = await scheduleStates(schedules, use(factsService).timeZone, new Date())
        for (const state of states) terminal.print(json ? JSON.stringify(state) : scheduleLine(state))
        if (states.length === 0) terminal.print('There are no schedules.')
      }),
    )
  group
    .command('prune')
    .description('Delete jobs that ended, with their results.')
    .requiredOption('--older-than <period>', 'how long ago at least: 90s, 15m, 12h, 7d', periodArgument)
    .option('--state <state>', `one of ${endStates.join(', ')}; all by default`)
    .action(({ olderThan, state }: { readonly olderThan: number; readonly state?: EndState }, command: Command) =>
      withProject(command, async () => {
        if (state !== undefined && !endStates.includes(state)) {
          const problem = `no job ends as '${state}'; there are ${endStates.join(', ')}`
          throw tasksErrors.BAD_OPTION({ where: '--state', problem })
        }
        const deleted = await pruneJobs(olderThan, state === undefined ? endStates : [state])
        terminal.print(`Deleted ${countOf(deleted, 'job')}.`)
      }),
    )
}
