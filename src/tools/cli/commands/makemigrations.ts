import { relative } from 'node:path'
import type { Command } from 'commander'
import { answered, answersFromFlags, makeMigrations as make, prompted } from '../../../data/migrations/index.ts'
import { isBattery, migrationApps, type Project } from '../../project/index.ts'
import { collect, prompter } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly name?: string
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly empty?: boolean
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
        const questions = answered(answersFromFlags(flags), interactive ? prompted(prompter) : undefined)
        const { migrations } = await make({
          orm: project.orm,
          apps: migrationApps(project),
          only: labels.length > 0 ? labels : ownLabels(project),
          ...(flags.name !== undefined && { name: flags.name }),
          questions,
          empty: flags.empty === true,
          dryRun: flags.check === true || flags.dryRun === true,
        })
        if (migrations.length === 0) {
          terminal.print('No changes: the migrations hold everything that the models say.')
          return
        }
        for (const { file, operations, source } of migrations) {
          terminal.print(relative(process.cwd(), file))
          for (const line of operations) terminal.print(`  ${line}`)
          if (flags.dryRun) terminal.print(`\n${source}`)
        }
        if (flags.check) process.exitCode = 1
      })
    })
}
