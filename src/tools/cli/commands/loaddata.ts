import type { Command } from 'commander'
import { formatNamed, loadData, streamSource } from '../../../data/fixtures/index.ts'
import { countOf, progressLine } from '../progress.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly exclude: readonly string[]
  readonly app?: string
  readonly format?: string
  readonly ignoreNonexistent?: boolean
  readonly database: string
}

const several = (value: string, before: readonly string[]) => [...before, value]

/** `nuages loaddata`: the objects of fixtures become rows, all or none. */
export function loaddata(program: Command): void {
  program
    .command('loaddata <fixtures...>')
    .description(
      "Write the objects of fixtures into the database, all or none: files, names in the apps' fixtures/ folders, or - for what is piped in.",
    )
    .option(
      '-e, --exclude <label>',
      'an app or model whose objects are passed over; may be given several times',
      several,
      [],
    )
    .option('--app <label>', 'look names up in the folder of this app alone')
    .option('-i, --ignore-nonexistent', 'pass over models and fields that the project does not have')
    .option('--format <name>', 'what the files have to be: json or ndjson. They say it themselves, so this only checks')
    .option('--database <name>', "the project's database to write to", 'default')
    .action(async (fixtures: readonly string[], flags: Flags, command: Command) => {
      const { exclude, app, database } = flags
      await withProject(command, async ({ orm, apps }) => {
        const progress = progressLine()
        try {
          const { installed, skipped, files } = await loadData({
            orm,
            apps,
            fixtures: fixtures.map((name) => (name === '-' ? streamSource(process.stdin, 'the standard input') : name)),
            exclude,
            database,
            ignoreNonexistent: flags.ignoreNonexistent === true,
            ...(app !== undefined && { app }),
            ...(flags.format !== undefined && { format: formatNamed(flags.format) }),
            onProgress: ({ objects, bytes, total }) =>
              progress.show(total === null ? null : bytes / Math.max(total, 1), countOf(objects, 'object')),
          })
          progress.end()
          const passed = skipped === 0 ? '' : `, passed over ${skipped.toLocaleString('en')}`
          terminal.print(`Installed ${countOf(installed, 'object')} from ${countOf(files, 'file')}${passed}.`)
        } finally {
          progress.end()
        }
      })
    })
}
