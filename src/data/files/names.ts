import { randomString } from '../../base/signing/index.ts'
import { SuspiciousFileOperation, validFilename } from '../../base/text/index.ts'
import { filesErrors } from './errors.ts'

/** Bytes of UTF-8 that file systems allow for one part of a path. */
const partLimit = 255
/** Bytes of a whole name: the 1024 of an S3 key without some room for a prefix. */
const nameLimit = 900

/** Names that Windows takes for devices, whatever their ending. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
const drive = /^[a-z]:/i

/** What is wrong with a path before it is cleaned, or null. */
function problemOf(name: string): string | null {
  if (typeof name !== 'string') return 'it is no text'
  if (name === '') return 'it is empty'
  if (name.length > 4096) return 'it is longer than 4096 characters'
  if (!name.isWellFormed()) return 'it is no well-formed Unicode'
  if (control.test(name)) return 'it has control characters'
  if (/^[/\\]/.test(name) || drive.test(name)) return 'it is absolute'
  if (name.split(/[/\\]/).includes('..')) return "it has '..'"
  return null
}

function unsafe(name: string, problem: string) {
  return filesErrors.UNSAFE_NAME({ name: String(name).slice(0, 200), problem })
}

/** A part of a path that means one thing on every system and is not hidden. */
function isPlainPart(part: string): boolean {
  return part !== '' && !part.startsWith('.') && !/[. ]$|[\\:]/.test(part) && !device.test(part)
}

/** `name` as it is, where a stored file can have it. Throws `NUAGES_FILES_UNSAFE_NAME`. */
export function checkedName(name: string): string {
  const problem = problemOf(name)
  if (problem !== null) throw unsafe(name, problem)
  if (!name.split('/').every(isPlainPart))
    throw unsafe(name, 'a part of it is empty, hidden, or means something else on another system')
  if (Buffer.byteLength(name) > nameLimit) throw filesErrors.NAME_TOO_LONG({ name, limit: `${nameLimit} bytes` })
  return name
}

/** True for what `checkedName` takes. */
export function isName(name: string): boolean {
  return problemOf(name) === null && name.split('/').every(isPlainPart) && Buffer.byteLength(name) <= nameLimit
}

/** `prefix` as it is, where names can begin with it: 'articles/', 'articles/20', ''. Throws `NUAGES_FILES_UNSAFE_NAME`. */
export function checkedPrefix(prefix: string): string {
  if (prefix === '') return prefix
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (folder !== '') checkedName(folder.slice(0, -1))
  const rest = prefix.slice(folder.length)
  const problem = rest === '' ? null : problemOf(rest)
  if (problem !== null) throw unsafe(prefix, problem)
  return prefix
}

function withoutDots(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && text[start] === '.') start++
  while (end > start && text[end - 1] === '.') end--
  return text.slice(start, end)
}

function cleanPart(part: string, name: string): string {
  let valid: string
  try {
    valid = validFilename(part)
  } catch (error) {
    if (error instanceof SuspiciousFileOperation) throw unsafe(name, 'nothing of a part of it can be in a name')
    throw error
  }
  const shown = withoutDots(valid)
  if (shown === '') throw unsafe(name, 'nothing of a part of it can be in a name')
  return device.test(shown) ? `_${shown}` : shown
}

/**
 * `name` as it can be saved anywhere: normalised (NFC), backslashes as slashes, and of each part what Django's `get_valid_filename` leaves, without dots
 * at its ends and with `_` before what Windows takes for a device. Absolute paths, '..', control characters and parts of which nothing is left
 * throw `NUAGES_FILES_UNSAFE_NAME`. Semantics: Django's `generate_filename`.
 */
export function safeName(name: string): string {
  const problem = problemOf(name)
  if (problem !== null) throw unsafe(name, problem)
  const parts = name
    .normalize('NFC')
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.length === 0 || /[/\\]$/.test(name)) throw unsafe(name, 'it names a folder')
  // Cleaning may have put letters and marks side by side.
  return parts
    .map((part) => cleanPart(part, name))
    .join('/')
    .normalize('NFC')
}

/** Characters of an ending, with its dot: what is longer behind a dot is a part of a name. */
const longestEnding = 40

/** Small letters alone: where case does not count, they are as many. */
const randomPart = (): string => randomString(7, 'abcdefghijklmnopqrstuvwxyz0123456789')

/** `text` without its last characters, so that it has at most `bytes` bytes and `characters` characters. */
function cut(text: string, bytes: number, characters: number): string {
  const points = [...text]
  let length = text.length
  let size = Buffer.byteLength(text)
  while (points.length > 0 && (size > bytes || length > characters)) {
    const last = points.pop()!
    length -= last.length
    size -= Buffer.byteLength(last)
  }
  return points.join('')
}

/**
 * The names to try for a safe name, one after the other: itself where it is not too long, then with a random part before the endings, its stem
 * shortened where it has to be. Throws `NUAGES_FILES_NAME_TOO_LONG`. Semantics: Django's `get_available_name`.
 */
export function* candidates(name: string, maxLength = Number.POSITIVE_INFINITY): Generator<string, never, undefined> {
  const slash = name.lastIndexOf('/')
  const folder = name.slice(0, slash + 1)
  const file = name.slice(slash + 1)
  if (folder.split('/').some((part) => Buffer.byteLength(part) > partLimit))
    throw filesErrors.NAME_TOO_LONG({ name, limit: `${partLimit} bytes in a part` })
  const bytes = Math.min(partLimit, nameLimit - Buffer.byteLength(folder))
  const characters = maxLength - folder.length
  if (Buffer.byteLength(file) <= bytes && file.length <= characters) yield name
  const all = file.indexOf('.')
  const last = file.lastIndexOf('.')
  // All endings ('.tar.gz') as Django has it, or the last alone where all are too many, or none where that is too long to be one.
  for (const dot of [all, last, ...(file.length - last > longestEnding ? [-1] : [])]) {
    const at = dot < 0 ? file.length : dot
    const ending = file.slice(at)
    const room = bytes - 8 - Buffer.byteLength(ending)
    const stem = cut(file.slice(0, at), room, characters - 8 - ending.length)
    if (stem === '') continue
    for (;;) yield `${folder}${stem}_${randomPart()}${ending}`
  }
  const limit = Number.isFinite(maxLength) ? `${maxLength} characters` : `${nameLimit} bytes`
  throw filesErrors.NAME_TOO_LONG({ name, limit })
}

/** How many names are tried before something else must be wrong. */
export const maxTries = 100

/** The first candidate that `take` takes: it resolves to false where the name is not free. Throws `NUAGES_FILES_NO_FREE_NAME`. */
export async function firstFree(
  name: string,
  maxLength: number | undefined,
  take: (candidate: string) => boolean | Promise<boolean>,
): Promise<string> {
  let tries = 0
  for (const candidate of candidates(name, maxLength)) {
    if (await take(candidate)) return candidate
    if (++tries === maxTries) break
  }
  throw filesErrors.NO_FREE_NAME({ name, tries })
}

/** The order of names in every storage: by the bytes of their UTF-8. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
