import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import {
  type Complaint,
  type MadeCatalog,
  type MadeMessages,
  makeMessages as make,
  messageTypes,
  projectMessages,
  replaceFile,
  typesHeading,
} from '../../catalogs/index.ts'
import { loadDefinition } from '../../project/index.ts'
import { cliErrors } from '../errors.ts'
import { countOf } from '../progress.ts'
import { collect } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { projectDir, withProject } from '../with-project.ts'

interface Flags {
  readonly locale: readonly string[]
  readonly all?: boolean
  readonly exclude: readonly string[]
  readonly domain?: string
  readonly extension: readonly string[]
  readonly ignore: readonly string[]
  readonly defaultIgnore: boolean
  readonly addLocation?: string
  readonly location: boolean
  readonly wrap: boolean
  readonly obsolete: boolean
  readonly fuzzy: boolean
  readonly keepPot?: boolean
  readonly types?: string | true
  readonly check?: boolean
}

function locationsOf({ addLocation, location }: Flags): 'full' | 'file' | 'never' {
  if (!location) return 'never'
  if (addLocation === undefined) return 'full'
  if (addLocation === 'full' || addLocation === 'file' || addLocation === 'never') return addLocation
  throw cliErrors.WRONG_ANSWER({ what: '--add-location', problem: `'${addLocation}' is not full, file or never.` })
}

/** `nuages makemessages`: brings the catalogs up to date with the texts that are marked for translation. */
export function makeMessages(program: Command): void {
  program
    .command('makemessages')
    .description('Gather the texts that code and templates mark for translation, and bring the catalogs up to date.')
    .option('-l, --locale <language>', 'a language: de, pt-br; may be given several times', collect, [])
    .option('-a, --all', 'every language that has catalogs')
    .option('-x, --exclude <language>', 'a language to leave out; may be given several times', collect, [])
    .option('-d, --domain <name>', "the catalogs' name; 'browser' gathers from files for the browser (messages)")
    .option('-e, --extension <endings>', 'files to read, by ending: ts,html', collect, [])
    .option(
      '-i, --ignore <pattern>',
      "names or paths to pass over: 'vendor/*'; may be given several times",
      collect,
      [],
    )
    .option('--no-default-ignore', 'read node_modules, dist, coverage and hidden folders too')
    .option('--add-location <how>', 'note where messages stand: full (file and line), file or never')
    .option('--no-location', 'the same as --add-location never')
    .option('--no-wrap', 'leave long texts on one line')
    .option('--no-obsolete', 'drop messages that nothing asks for any more')
    .option('--no-fuzzy', 'leave new messages empty, even where a near one is translated')
    .option('--keep-pot', 'write the messages alone as locale/<domain>.pot, too')
    .option('--types [file]', 'write a declaration of the messages, for gettext to take no others (messages.d.ts)')
    .option('--check', 'write nothing; end with 1 where a catalog is out of date')
    .action(async (flags: Flags, command: Command) => {
      if (flags.all !== true && flags.locale.length === 0)
        command.error('error: which languages? Name them (-l de -l fr), or take those that have catalogs (--all)')
      const { definition } = await loadDefinition(projectDir(command))
      await withProject(
        command,
        async (project) => {
          const extensions = flags.extension.flatMap((each) => each.split(',')).map((each) => each.trim())
          const places = projectMessages(project, definition)
          const made = await make({
            ...places,
            engine: project.engine,
            languages: flags.all === true ? 'all' : flags.locale,
            exclude: flags.exclude,
            ...(flags.domain !== undefined && { domain: flags.domain }),
            ...(extensions.length > 0 && { extensions }),
            ignore: [...places.ignore, ...flags.ignore],
            defaultIgnore: flags.defaultIgnore,
            locations: locationsOf(flags),
            wrap: flags.wrap,
            dropObsolete: !flags.obsolete,
            fuzzy: flags.fuzzy,
            keepPot: flags.keepPot === true,
            dryRun: flags.check === true,
          })
          for (const complaint of made.complaints) terminal.complain(lineOf(complaint))
          for (const catalog of made.catalogs) terminal.print(summaryOf(catalog, flags.check === true))
          if (made.catalogs.length === 0) terminal.print('No texts are marked for translation.')
          const types = flags.types === undefined ? true : await writeTypes(project.dir, made.messages, flags)
          const isBehind = !types || made.catalogs.some(({ change }) => change !== 'none')
          const unread = made.complaints.filter(({ fatal }) => fatal).length
          if (unread > 0)
            terminal.complain(`${countOf(unread, 'source')} could not be read; their messages are missing.`)
          if (unread > 0 || (flags.check === true && isBehind)) process.exitCode = 1
        },
        // Texts are read, not rows: no database is asked.
        { mode: 'test', databases: { default: 'sqlite::memory:' } },
      )
    })
}

/** Writes the declaration of the messages, where it is not up to date. Gives whether it was. */
async function writeTypes(dir: string, messages: MadeMessages['messages'], { types, check }: Flags): Promise<boolean> {
  const file = typeof types === 'string' ? resolve(types) : join(dir, 'messages.d.ts')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null
  const text = messageTypes(messages)
  const isUpToDate = before?.replaceAll('\r\n', '\n') === text
  if (before !== null && !before.startsWith(typesHeading))
    throw cliErrors.WRONG_ANSWER({
      what: '--types',
      problem: `${shown(file)} is there, and makemessages did not write it.`,
    })
  if (!isUpToDate && check !== true) await replaceFile(file, text)
  const did = isUpToDate
    ? 'up to date'
    : check === true
      ? before === null
        ? 'is missing'
        : 'is out of date'
      : 'written'
  terminal.print(`${shown(file)}: ${did}`)
  return isUpToDate
}

export const shown = (path: string) => relative(process.cwd(), path)

function lineOf({ file, line, problem, fatal }: Complaint): string {
  return `${shown(file)}${line === null ? '' : `:${line}`}: ${fatal ? 'error' : 'warning'}: ${problem}`
}

function summaryOf({ path, change, counts }: MadeCatalog, isCheck: boolean): string {
  const did = {
    new: isCheck ? 'is missing' : 'new',
    changed: isCheck ? 'is out of date' : 'changed',
    none: 'up to date',
  }
  const { translated, fuzzy, missing, obsolete } = counts
  const parts = [`${translated} translated`, `${fuzzy} fuzzy`, `${missing} missing`]
  if (obsolete > 0) parts.push(`${obsolete} obsolete`)
  return `${shown(path)}: ${did[change]}; ${parts.join(', ')}`
}
