import { relative } from 'node:path'
import type { Command } from 'commander'
import {
  answered,
  answersFromFlags,
  type MadeMigration,
  type MergedMigrations,
  makeMigrations as make,
  mergeMigrations as merge,
  mergeReport,
  prompted,
  readAnswers,
} from '../../../data/migrations/index.ts'
import { isBattery, migrationApps, type Project } from '../../project/index.ts'
import { collect, prompter } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly name?: string
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly empty?: boolean
  readonly merge?: boolean
  readonly mergeAnyway: readonly string[]
  readonly rename: readonly string[]
  readonly fill: readonly string[]
  readonly input: boolean
}

/** The apps that the project's developer writes migrations for. */
function ownLabels(project: Project): readonly string[] {
  return project.apps.filter((app) => app.dir !== undefined && !isBattery(app)).map(({ label }) => label)
}

/** `nuages makemigrations`: writes down what changed in the models. */
export function makeMigrations(program: Command): void {
  program
    .command('makemigrations [apps...]')
    .description(
      'Compare the models with what the written migrations add up to, and write the difference as a new migration.',
    )
    .option('-n, --name <name>', 'the name of the migration, without its number')
    .option('--empty', 'write a migration without operations for each app named, to be filled by hand')
    .option('--merge', 'join the latest migrations of apps that have several, and show what each does')
    .option(
      '--merge-anyway <app.leaf+leaf>',
      'news.0003_note+0003_slug: join these although they touch the same things',
      collect,
      [],
    )
    .option('--check', 'write nothing; end with 1 where something is missing')
    .option('--dry-run', 'print the files instead of writing them')
    .option(
      '--rename <old=new>',
      "news.article.title=headline: that field (or model) was renamed; 'old=' was not",
      collect,
      [],
    )
    .option('--fill <field=value>', 'news.article.note="": what existing rows get', collect, [])
    .option('--no-input', 'ask nothing: an unanswered question fails and names its flag')
    .action(async (labels: readonly string[], flags: Flags, command: Command) => {
      if (flags.empty && labels.length === 0) {
        command.error('error: --empty needs to know for which apps: nuages makemigrations --empty newsroom')
      }
      await withProject(command, async (project) => {
        const interactive = flags.input && terminal.interactive
        const committed = await readAnswers(project.dir)
        const questions = answered(
          answersFromFlags(flags),
          answered(committed, interactive ? prompted(prompter) : undefined),
        )
        const common = {
          orm: project.orm,
          apps: migrationApps(project),
          only: labels.length > 0 ? labels : ownLabels(project),
          ...(flags.name !== undefined && { name: flags.name }),
          questions,
          dryRun: flags.check === true || flags.dryRun === true,
        }
        if (flags.merge) return merged(await merge(common), flags, interactive)
        const { migrations } = await make({ ...common, empty: flags.empty === true })
        if (migrations.length === 0) {
          terminal.print('No changes: the migrations hold everything that the models say.')
          return
        }
        print(migrations, flags)
        if (flags.check) process.exitCode = 1
      })
    })
}

function print(migrations: readonly MadeMigration[], flags: Flags): void {
  for (const { file, operations, source } of migrations) {
    terminal.print(relative(process.cwd(), file))
    for (const line of operations) terminal.print(`  ${line}`)
    if (flags.dryRun) terminal.print(`\n${source}`)
  }
}

/** What `--merge` found and wrote; a person has read what was found already. */
function merged({ conflicts, migrations }: MergedMigrations, flags: Flags, interactive: boolean): void {
  if (conflicts.length === 0) terminal.print('No app has more than one latest migration.')
  if (!interactive) for (const conflict of conflicts) for (const line of mergeReport(conflict)) terminal.print(line)
  print(migrations, flags)
  if (migrations.length < conflicts.length) terminal.print('The others were left as they are.')
  if (conflicts.length > 0 && (flags.check || migrations.length < conflicts.length)) process.exitCode = 1
}
