import {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testingErrors } from '../errors.ts'
import { type DatabaseCopy, isGone, keptDays, randomPart, type TemplateRequest } from './copies.ts'

const day = 86_400_000
/** Milliseconds for which a lock may be empty. */
const emptyFor = 10_000

/**
 * A copy of the template file. The first process that needs a template makes it while others wait; it appears under its name when it is whole.
 */
export async function copySqlite({ digest, fill }: TemplateRequest): Promise<DatabaseCopy> {
  const folder = privateFolder()
  const template = join(folder, `template-${digest}.sqlite3`)
  sweep(folder)
  while (!existsSync(template)) {
    const unlock = tryLock(`${template}.lock`)
    if (unlock === null) {
      await sleep(10)
      continue
    }
    try {
      if (!existsSync(template)) await make(template, fill)
    } finally {
      unlock()
    }
  }
  const now = new Date()
  utimesSync(template, now, now)
  const file = join(folder, `copy-${process.pid}-${randomPart()}.sqlite3`)
  copyFileSync(template, file)
  return { url: `sqlite:${file}`, drop: async () => remove(file) }
}

async function make(template: string, fill: TemplateRequest['fill']): Promise<void> {
  const file = `${template}.${process.pid}.part`
  remove(file)
  try {
    await fill(`sqlite:${file}`)
    renameSync(file, template)
  } finally {
    remove(file)
  }
}

/** The folder of this user's test databases. Throws `NUAGES_TESTING_UNSAFE_FOLDER` where another user could have put files there. */
function privateFolder(): string {
  const user = process.getuid?.()
  const folder = join(tmpdir(), `nuages-test${user === undefined ? '' : `-${user}`}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (user !== undefined && (found.uid !== user || (found.mode & 0o022) !== 0)))
    throw testingErrors.UNSAFE_FOLDER({ folder })
  return folder
}

/** Takes a lock that is a file; null where another process that lives has it. */
function tryLock(file: string): (() => void) | null {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return () => rmSync(file, { force: true })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    const owner = Number(textOf(file))
    // One that is empty is just being written, or was when its process was killed.
    if (owner > 0 ? isGone(owner) : isOlder(file, emptyFor)) rmSync(file, { force: true })
    return null
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Removes copies that processes left which have crashed, and templates that nobody has used for long. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    const pid = Number(/^copy-(\d+)-/.exec(name)?.[1] ?? /\.(\d+)\.part/.exec(name)?.[1] ?? 0)
    if (pid === 0 ? isOld(file) : pid !== process.pid && isGone(pid)) rmSync(file, { force: true })
  }
}

const isOld = (file: string): boolean => isOlder(file, keptDays * day)

function isOlder(file: string, milliseconds: number): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds
}

function remove(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true })
}
