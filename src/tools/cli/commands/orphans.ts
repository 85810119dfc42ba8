import { type Command, InvalidArgumentError } from 'commander'
import { keptUploadsService } from '../../../apps/forms/index.ts'
import { tryUse, use } from '../../../base/context/index.ts'
import { fileSize } from '../../../base/text/index.ts'
import { type Storage, storage, storagesService } from '../../../data/files/index.ts'
import { missingFiles, type Orphan, orphans } from '../../../data/orm/index.ts'
import { cliErrors } from '../errors.ts'
import { countOf } from '../progress.ts'
import { prompter } from '../prompter.ts'
import { terminal } from '../terminal.ts'
import { withProject } from '../with-project.ts'

interface Flags {
  readonly delete?: boolean
  readonly yes?: boolean
  readonly older: number
  readonly storage?: string
  readonly prefix?: string
  readonly missing: boolean
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** '12h' in milliseconds. */
function age(value: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? []
  if (unit === undefined) throw new InvalidArgumentError('Write a number with s, m, h or d: 30m, 12h, 1d.')
  return Number(number) * units[unit]!
}

/** `nuages orphans`: files that no row names, and rows whose files are missing. */
export function orphansCommand(program: Command): void {
  program
    .command('orphans')
    .description(
      'List the files of storages that no row names (what a crash between saving a file and its row leaves), and rows whose files are missing.',
    )
    .option('--delete', 'delete the files that no row names, and uploads of refused forms that have expired')
    .option('-y, --yes', 'delete without asking')
    .option('--older <age>', 'pass over files that are younger: their rows may not be committed yet', age, units['d']!)
    .option('--storage <name>', 'look at one storage alone')
    .option('--prefix <folder>', "look at names that begin so alone: 'articles/'")
    .option('--no-missing', 'do not look for rows whose files are missing')
    .action(async (flags: Flags, command: Command) => {
      await withProject(command, async ({ orm }) => {
        const options = {
          orm,
          storages: use(storagesService),
          older: flags.older,
          ...(flags.storage !== undefined && { storage: flags.storage }),
          ...(flags.prefix !== undefined && { prefix: flags.prefix }),
        }
        if (flags.storage !== undefined) storage(flags.storage)
        const found: Pick<Orphan, 'storage' | 'name'>[] = []
        let bytes = 0
        for await (const { storage, name, size } of orphans(options)) {
          terminal.print(`${storage}: ${name} (${fileSize(size)})`)
          found.push({ storage, name })
          bytes += size
        }
        if (flags.missing)
          for await (const { model, key, field, name } of missingFiles(options))
            terminal.print(`missing: ${name}, of ${model} ${String(key)} (${field})`)
        terminal.print(`${countOf(found.length, 'file')} (${fileSize(bytes)}) that no row names.`)
        const swept = flags.storage === undefined ? [...options.storages.values()] : [storage(flags.storage)]
        const before = new Date(Date.now() - flags.older)
        const halves = await sweep(swept, before, false)
        if (halves > 0) terminal.print(`${countOf(halves, 'file')} that killed processes left half written.`)
        if (flags.delete && (await remove(found, halves, flags.yes === true))) await sweep(swept, before, true)
      })
    })
}

/** How many half written files there are, or were. */
async function sweep(storages: readonly Storage[], before: Date, deletes: boolean): Promise<number> {
  let count = 0
  for (const each of storages) count += (await each.sweep?.(before, { delete: deletes })) ?? 0
  return count
}

/** Deletes what was found; false where nobody wants that. */
async function remove(
  found: readonly Pick<Orphan, 'storage' | 'name'>[],
  halves: number,
  sure: boolean,
): Promise<boolean> {
  const all = found.length + halves
  if (all > 0 && !sure) {
    if (!process.stdin.isTTY) throw cliErrors.NO_TERMINAL({ what: 'leave to delete files', flag: '--yes' })
    if (!(await prompter.confirm(`Delete ${countOf(all, 'file')}? They are gone then.`))) return false
  }
  for (const [name, files] of Map.groupBy(found, (each) => each.storage))
    await storage(name).deleteMany(files.map((each) => each.name))
  const expired = (await tryUse(keptUploadsService)?.sweep()) ?? 0
  terminal.print(`Deleted ${countOf(all, 'file')}, and ${countOf(expired, 'upload')} of refused forms.`)
  return true
}
