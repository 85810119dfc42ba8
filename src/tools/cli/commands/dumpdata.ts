import type { Command } from 'commander'
import { dumpData, fileTarget, formatNamed, formatOf, streamTarget } from '../../../data/fixtures/index.ts'
import { cliErrors } from '../errors.ts'
import { countOf, progressLine } from '../progress.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly exclude: readonly string[]
  readonly format?: string
  readonly indent?: string
  readonly naturalForeign?: boolean
  readonly naturalPrimary?: boolean
  readonly pks?: string
  readonly database: string
  readonly output?: string
  readonly secrets?: boolean
}

/** Collects a flag that may be given several times. */
const several = (value: string, before: readonly string[]) => [...before, value]

function indentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^(?:10|[0-9])$/.test(text)) return Number(text)
  throw cliErrors.WRONG_ANSWER({ what: '--indent', problem: `'${text}' is no number from 0 to 10.` })
}

/** `nuages dumpdata`: the rows of the project's models as a fixture. */
export function dumpdata(program: Command): void {
  program
    .command('dumpdata [labels...]')
    .description('Write the rows of the models as a fixture, all or those of apps (news) and models (news.article).')
    .option('-e, --exclude <label>', 'an app or model to pass over; may be given several times', several, [])
    .option('--format <name>', "json (Django's list) or ndjson (an object a line); else as the file's name says")
    .option('--indent <spaces>', 'indent JSON by so many spaces')
    .option('--natural-foreign', 'name rows by their natural keys where they have one')
    .option('--natural-primary', 'leave out the keys of rows that have a natural key')
    .option('--pks <keys>', 'only the rows with these keys, separated by commas; of one model')
    .option('--database <name>', "the project's database to read", 'default')
    .option('-o, --output <file>', 'write to a file, packed where its name ends with .gz')
    .option('--secrets', 'write secret fields, such as passwords, too')
    .option('--no-secrets', 'leave secret fields out')
    .action(async (labels: readonly string[], flags: Flags, command: Command) => {
      const { output, exclude, database } = flags
      const format =
        flags.format === undefined
          ? output === undefined
            ? 'json'
            : (formatOf(output) ?? 'json')
          : formatNamed(flags.format)
      const indent = indentOf(flags.indent)
      // With both flags declared, commander takes `secrets` for true unless it was said.
      const said = command.getOptionValueSource('secrets') === 'cli'
      await withProject(command, async ({ orm }) => {
        const progress = progressLine()
        const target = output === undefined ? streamTarget(process.stdout) : fileTarget(output)
        try {
          const count = await dumpData(target, {
            orm,
            models: labels,
            exclude,
            format,
            database,
            naturalForeign: flags.naturalForeign === true,
            naturalPrimary: flags.naturalPrimary === true,
            ...(indent !== undefined && { indent }),
            ...(flags.pks !== undefined && { keys: flags.pks.split(',').map((key) => key.trim()) }),
            ...(said && { secrets: flags.secrets === true ? 'include' : 'omit' }),
            onProgress: ({ done, total }) => progress.show(done / total, countOf(done, 'object')),
          })
          progress.end()
          if (output !== undefined) terminal.print(`Wrote ${countOf(count, 'object')} to ${output}.`)
        } finally {
          progress.end()
        }
      })
    })
}
