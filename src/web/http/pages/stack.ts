import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One call on the way to an error. */
export interface Frame {
  readonly call: string
  /** The absolute path, or null for Node's own. */
  readonly file: string | null
  /** As people say it: relative to the working directory. */
  readonly shown: string
  readonly line: number
  /** In the project itself, not in a library, in nuages or in Node. */
  readonly own: boolean
}

const nuagesDir = fileURLToPath(new URL('../../../', import.meta.url))

/** The calls of a stack trace, the innermost first. */
export function framesOf(error: Error): Frame[] {
  const frames: Frame[] = []
  // The stack begins with the message, which may quote a visitor: lines of it that look like calls would show any file.
  const said = new Set(error.message.split('\n'))
  for (const line of (error.stack ?? '').split('\n')) {
    if (said.has(line)) continue
    const found = /^\s*at (?:(.*?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:\\)[^)]*?):(\d+):\d+\)?$/.exec(line)
    if (found === null) continue
    const [, call = '', place = '', row = '0'] = found
    const file = place.startsWith('node:') ? null : place.startsWith('file:') ? pathOf(place) : place
    const shown = file === null ? place : shownPath(file)
    const own = file !== null && !file.includes('node_modules') && !file.startsWith(nuagesDir)
    frames.push({ call, file, shown, line: Number(row), own })
  }
  return frames
}

/** A file as people say it: relative to the working directory. */
export function shownPath(file: string): string {
  return relative(process.cwd(), file)
}

function pathOf(url: string): string | null {
  try {
    return fileURLToPath(url.replace(/\?.*$/, ''))
  } catch {
    return null
  }
}

/** The lines around a frame, with their numbers; empty where the file cannot be read. */
export async function sourceOf(frame: Frame, around = 5): Promise<{ number: number; text: string; hit: boolean }[]> {
  if (frame.file === null) return []
  const source = await readFile(frame.file, 'utf8').catch(() => null)
  if (source === null) return []
  const first = Math.max(1, frame.line - around)
  return source
    .split(/\r?\n/)
    .slice(first - 1, frame.line + around)
    .map((text, i) => ({ number: first + i, text: text.slice(0, 400), hit: first + i === frame.line }))
}
