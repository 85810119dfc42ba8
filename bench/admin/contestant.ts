import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export const account = { username: 'ada', email: 'ada@example.org', password: 'correct horse battery staple' }

/** `cpu`: microseconds since it was last asked. `count` begins to collect statements, `counted` gives them. */
export type Order = 'cpu' | 'count' | 'counted'

/** Statements that begin and end transactions: the drivers of the two send them by other ways. */
const control = /^\s*(?:begin|commit|rollback|savepoint|release|set transaction)/i

/** One of the two admins, in a process of its own. */
export class Contestant {
  readonly name: string
  readonly version: string
  readonly port: number
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>

  private constructor(
    name: string,
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string>,
    { port, version }: { port: number; version: string },
  ) {
    this.name = name
    this.version = version
    this.port = port
    this.#child = child
    this.#lines = lines
  }

  /** What it says of errors is passed on. `dates`: Django's list has its strip of dates too. */
  static async start(name: 'nuages' | 'django', database: string, folder: string, dates: boolean): Promise<Contestant> {
    const [program, ...args] =
      name === 'nuages'
        ? [process.execPath, '--conditions=nuages-source', join(import.meta.dirname, 'server.ts'), database, folder]
        : ['/usr/bin/python3', join(import.meta.dirname, 'with_django.py'), database, ...(dates ? ['--dates'] : [])]
    const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let failure = ''
    child.on('error', (error) => (failure = String(error)))
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first = await lines.next()
    if (first.done === true) throw new Error(`${name} does not start: ${failure}`)
    return new Contestant(name, child, lines, JSON.parse(first.value))
  }

  /** Microseconds of CPU since the last question. */
  async cpu(): Promise<number> {
    return (await this.#ask('cpu')).cpu!
  }

  /** The statements that are sent while `work` runs. */
  async queriesOf(work: () => Promise<unknown>): Promise<string[]> {
    await this.#ask('count')
    await work()
    return (await this.#ask('counted')).queries!.filter((sql) => !control.test(sql))
  }

  stop(): void {
    this.#child.kill()
  }

  async #ask(order: Order): Promise<{ cpu?: number; queries?: string[] }> {
    this.#child.stdin.write(`${JSON.stringify({ order })}\n`)
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error(`${this.name} ended`)
    return JSON.parse(value)
  }
}
