import { relative } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { loadDefinition, projectStatic } from '../../project/index.ts'
import type { Collection } from '../../static/index.ts'
import { collect } from '../prompter.ts'
import { ask, type Terminal, terminal } from '../terminal.ts'
import { projectDir } from '../with-project.ts'

interface Flags {
  readonly clear?: boolean
  readonly prune?: boolean
  readonly dryRun?: boolean
  readonly input: boolean
  readonly yes?: boolean
  readonly ignore: readonly string[]
  readonly defaultIgnore: boolean
  readonly compress: boolean
  readonly lenient?: boolean
  readonly verbosity: number
}

/** `nuages collectstatic`: what production serves. */
export function collectStaticCommand(program: Command): void {
  program
    .command('collectstatic')
    .description(
      'Gather the static files of the project and its apps into one folder, with hashed names, for production.',
    )
    .option('-c, --clear', 'then remove every file in the folder that is not of this collection; asks before')
    .option('--prune', 'then remove files that are neither of this collection nor of the one before')
    .option('-n, --dry-run', 'say what would be done, and write nothing')
    .option('--no-input', 'ask nothing: the same as --yes')
    .option('-y, --yes', 'answer yes to the question that --clear asks')
    .option('-i, --ignore <pattern>', "names or paths to leave out: '*.scss'; may be given several times", collect, [])
    .option('--no-default-ignore', "collect 'CVS' and '*~' too")
    .option('--no-compress', 'write no compressed copies (.br, .zst, .gz)')
    .option('--lenient', 'leave references to files that are not there as they are, instead of failing')
    .option(
      '-v, --verbosity <level>',
      '0 says nothing, 1 how much was done, 2 names files that changed, 3 all',
      level,
      1,
    )
    .action(async (flags: Flags, command: Command) => {
      const { definition, dir } = await loadDefinition(projectDir(command))
      const places = projectStatic(definition, dir)
      if (flags.clear === true && flags.dryRun !== true && flags.input && flags.yes !== true) {
        await ask({
          message: `Remove everything else from ${places.root}? (yes)`,
          flag: '--yes',
          check: (answer) => (answer === 'yes' ? undefined : "Answer 'yes', or give up with Ctrl+C."),
        })
      }
      const { collectStatic } = await import('../../static/index.ts')
      const done = await collectStatic({
        ...places,
        ignore: flags.ignore,
        defaultIgnore: flags.defaultIgnore,
        compress: flags.compress,
        lenient: flags.lenient === true,
        dryRun: flags.dryRun === true,
        ...(flags.clear === true ? { remove: 'others' } : flags.prune === true && { remove: 'older' }),
      })
      tell(done, flags.verbosity, flags.dryRun === true, terminal)
    })
}

function tell(done: Collection, verbosity: number, dryRun: boolean, out: Terminal): void {
  if (verbosity === 0) return
  const { files, written, hidden, skipped, notes, removed, compressed, root } = done
  for (const note of notes) out.complain(`warning: ${note}`)
  for (const { file, reason } of skipped) out.complain(`warning: ${file} is left out: ${reason}`)
  const changed = new Set(written)
  if (verbosity >= 2) {
    for (const { name, file, by } of hidden) out.print(`${name}: ${file} is hidden by ${by}`)
    for (const { source, name } of files) {
      const isNew = changed.has(source.name) || changed.has(name)
      if (isNew || verbosity >= 3) out.print(`${isNew ? 'written' : 'as it was'}: ${source.name} -> ${name}`)
    }
    for (const name of removed) out.print(`removed: ${name}`)
  }
  const parts = [
    `${files.length} static files in ${relative(process.cwd(), root) || '.'}: ${changed.size} written`,
    `${2 * files.length - changed.size} as they were`,
    ...(compressed > 0 ? [`${compressed} compressed copies`] : []),
    ...(hidden.length > 0 ? [`${hidden.length} hidden by others of their name`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ]
  out.print(`${dryRun ? 'Nothing was written (--dry-run). ' : ''}${parts.join(', ')}.`)
}

function level(text: string): number {
  if (!/^[0-3]$/.test(text)) throw new InvalidArgumentError('It is a number from 0 to 3.')
  return Number(text)
}
