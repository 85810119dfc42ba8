import { type Command, Option } from 'commander'
import {
  answered,
  answersFromFlags,
  type Level,
  levels,
  type MigrateOptions,
  type MigrateProgress,
  planMigrations,
  prompted,
  pruneMigrations,
  readAnswers,
} from '../../../data/migrations/index.ts'
import { migrateProject, migrationApps, type Project, preparePermissions } from '../../project/index.ts'
import { collect, prompter } from '../prompter.ts'
import { type Terminal, terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'
import { printLint } from './lint-migrations.ts'

interface Flags {
  readonly fake?: boolean
  readonly fakeInitial?: boolean
  readonly plan?: boolean
  readonly check?: boolean
  readonly prune?: string
  readonly drop: readonly string[]
  readonly allowDataLoss?: boolean
  readonly resume?: 'done' | 'again'
  readonly acceptEdited: readonly string[]
  readonly input: boolean
  readonly lint?: boolean
  readonly json?: boolean
  readonly failOn?: Level
  readonly database: string
}

type Choice = Omit<MigrateOptions, 'orm' | 'apps' | 'onProgress' | 'onWait'>

const deeds = { forwards: 'applied', backwards: 'took back' }
const fakes = { forwards: 'recorded as applied:', backwards: 'recorded as taken back:' }

const sentence = ({ app, name, direction, faked }: MigrateProgress) =>
  `${(faked ? fakes : deeds)[direction]} ${app}.${name}`

/** The first few names. */
const summary = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} others` : names.join(', ')

/** Applies (or takes back) migrations and prints each as it is done. */
export async function applyMigrations(project: Project, out: Terminal, choice: Choice = {}): Promise<void> {
  const { applied, undone, accepted, unknown } = await migrateProject(project, {
    ...choice,
    onProgress: (progress) => out.print(sentence(progress)),
    onWait: () => out.print('Somebody else changes the tables: waiting for them.'),
  })
  // What goes back to an older state has fewer models than the project; their permissions can wait.
  const made = undone.length > 0 ? [] : await preparePermissions(project, choice.database ?? 'default')
  if (made.length > 0) out.print(`made permissions: ${summary(made)}`)
  for (const name of accepted) out.print(`accepted as it is now: ${name}`)
  if (applied.length + undone.length + accepted.length === 0) out.print('Nothing to apply.')
  if (unknown.length > 0)
    out.complain(
      `Applied, but without a file: ${summary(unknown)}. Restore the file, or take the line out of the history with --prune APP.`,
    )
}

/** Prints what would be done, with each operation where `detailed`; gives how many migrations that are. */
async function printPlan(project: Project, choice: Choice, detailed: boolean): Promise<number> {
  const plan = await planMigrations({ orm: project.orm, apps: migrationApps(project), ...choice })
  for (const { app, name, direction, operations } of plan) {
    terminal.print(`${direction === 'forwards' ? 'to apply' : 'to take back'}: ${app}.${name}`)
    if (!detailed) continue
    for (const { description, reversible } of operations)
      terminal.print(`  ${description}${direction === 'backwards' && !reversible ? ' (has no way back)' : ''}`)
  }
  if (plan.length === 0) terminal.print('Nothing to apply.')
  return plan.length
}

async function prune(project: Project, app: string, database: string): Promise<void> {
  const gone = await pruneMigrations({ orm: project.orm, apps: migrationApps(project), app, database })
  for (const name of gone) terminal.print(`took out of the history: ${name}`)
  if (gone.length === 0) terminal.print(`Every line in the history of ${app} has its file.`)
}

/** `nuages migrate`: brings the database to where the migrations are. */
export function migrate(program: Command): void {
  program
    .command('migrate [app] [name]')
    .description(
      "Apply the migrations that are missing; with an app and a name (0002, or 'zero') go there, forwards or backwards.",
    )
    .option('--database <name>', "the project's database to migrate", 'default')
    .option('--plan', 'change nothing; print what would be done, a line for each operation')
    .option('--check', 'change nothing; end with 1 where something is to be done')
    .option('--fake', 'record them as applied without touching the tables')
    .option(
      '--fake-initial',
      "record an app's first migration where all of its tables are there, instead of applying it",
    )
    .option('--prune <app>', "only take the lines out of an app's history whose files are gone")
    .option('--drop <what>', 'news.article.note or news.story: may be dropped although it holds rows', collect, [])
    .option('--allow-data-loss', 'everything may be dropped, whatever it holds')
    .option('--lint', 'change nothing; say what each operation would cost on this database, and what to do instead')
    .option('--json', 'what --lint finds, for a program')
    .addOption(
      new Option('--fail-on <level>', 'the least that makes --lint end with 1 (default: danger)').choices(levels),
    )
    .addOption(
      new Option(
        '--resume <outcome>',
        'of an operation that was interrupted, where the tables do not tell: go on behind it, or do it once more',
      ).choices(['done', 'again']),
    )
    .option(
      '--accept-edited <app.name>',
      'a migration that was edited after it was applied: it counts as applied as it is now',
      collect,
      [],
    )
    .option('--no-input', 'ask nothing: what would drop rows is refused')
    .action(async (app: string | undefined, name: string | undefined, flags: Flags, command: Command) => {
      const { database, fake = false, fakeInitial = false, allowDataLoss = false, resume, acceptEdited } = flags
      if (flags.prune !== undefined && (app !== undefined || flags.plan || flags.check || fake || fakeInitial))
        command.error('error: --prune stands alone, with --database at most')
      if (fake && fakeInitial) command.error('error: --fake and --fake-initial exclude each other')
      const { lint = false, json = false, failOn = 'danger' } = flags
      if (!lint && (json || flags.failOn !== undefined)) command.error('error: --json and --fail-on belong to --lint')
      if (lint && (flags.prune !== undefined || flags.plan || flags.check || fake || fakeInitial))
        command.error('error: --lint stands alone, with --database, --json and --fail-on at most')
      const interactive = flags.input && terminal.interactive
      const flagged = answersFromFlags({ drop: flags.drop })
      const target = app === undefined ? {} : { target: { app, ...(name !== undefined && { name }) } }
      await withProject(command, async (project) => {
        const committed = answered(await readAnswers(project.dir), interactive ? prompted(prompter) : undefined)
        const questions = answered(flagged, committed)
        const choice = { database, fake, fakeInitial, allowDataLoss, resume, acceptEdited, questions, ...target }
        if (lint) {
          if (await printLint(project, terminal, { database, json, failOn, ...target })) process.exitCode = 1
        } else if (flags.prune !== undefined) await prune(project, flags.prune, database)
        else if (flags.plan || flags.check) {
          const count = await printPlan(project, choice, flags.plan === true)
          if (flags.check && count > 0) process.exitCode = 1
        } else await applyMigrations(project, terminal, choice)
      })
    })
}
