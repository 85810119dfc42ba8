import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from './pages/page.ts'

const program = join(import.meta.dirname, 'with_django.py')

/** Django's engine in a process of its own, which renders when it is told and says what CPU that took. */
export class Django {
  readonly version: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  private constructor(child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, version: string) {
    this.#child = child
    this.#lines = lines
    this.version = version
  }

  /** Null where there is no Django. */
  static async start(): Promise<Django | null> {
    const child = spawn('/usr/bin/python3', [program])
    child.on('error', () => {})
    child.stderr.resume()
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first = await lines.next()
    return first.done === true ? null : new Django(child, lines, JSON.parse(first.value).version)
  }

  /** Takes another page, and gives its text. */
  async page(page: Page): Promise<string> {
    return (await this.#ask({ page: page.templates.django, context: page.context })).text!
  }

  /** Milliseconds of CPU that so many renders of the page take. */
  async spend(times: number): Promise<number> {
    return (await this.#ask({ times })).seconds! * 1000
  }

  stop(): void {
    this.#child.kill()
  }

  async #ask(order: object): Promise<{ text?: string; seconds?: number }> {
    this.#child.stdin.write(`${JSON.stringify(order, dated)}\n`)
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('Django ended')
    return JSON.parse(value)
  }
}

/** `JSON.stringify` calls `toJSON` before it asks this: the date itself is still in the object. */
function dated(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const own = this[key]
  return own instanceof Date ? { $date: own.getTime() } : value
}
