import { terminal } from './terminal.ts'

const pause = 100
const width = 30

/** A line on a terminal that says how far something is; nothing where the output is piped. */
export interface ProgressLine {
  /** `part` of 1; null where nobody knows the whole. */
  show(part: number | null, text: string): void
  /** Takes the line away. */
  end(): void
}

/** Writes to the stream for problems, so that what is piped stays clean. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY || !terminal.interactive) return { show: () => {}, end: () => {} }
  let last = 0
  return {
    show(part, text) {
      const now = performance.now()
      if (now - last < pause) return
      last = now
      const full = part === null ? 0 : Math.round(Math.min(part, 1) * width)
      const bar = part === null ? '' : `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(part * 100)} %  `
      stream.write(`\r\x1b[K${bar}${text}`)
    },
    end() {
      if (last > 0) stream.write('\r\x1b[K')
    },
  }
}

/** '3,084 objects', '1 file'. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
