import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from './random.ts'
import { type Attack, attack } from './requests.ts'

/** What the server says of itself. */
export interface Report {
  readonly heapUsed: number
  readonly sockets: number
  /** How many properties every object has got. */
  readonly polluted: number
  /** Errors that reached the process. */
  readonly failures: readonly string[]
}

/** An answer that must not be, with the seed of its connection. */
export interface Finding {
  readonly seed: number
  readonly what: string
}

/** How long a connection waits for the first byte of an answer, and then for more, in milliseconds. */
const patience = 300
const quiet = 60

/** The server of `target.ts` and what is done to it. */
export class Siege implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly port: number
  readonly #cookies: string
  readonly statuses = new Map<string, number>()
  readonly findings: Finding[] = []
  connections = 0

  private constructor(child: ChildProcess, port: number, cookies: string) {
    this.#child = child
    this.port = port
    this.#cookies = cookies
  }

  /** The server's log goes to this process' standard error where `log` is true. */
  static async start({ log = false } = {}): Promise<Siege> {
    const child = fork(join(import.meta.dirname, 'target.ts'), [], {
      execArgv: [...process.execArgv, '--expose-gc'],
      stdio: ['ignore', 'inherit', log ? 'inherit' : 'ignore', 'ipc'],
    })
    child.once('exit', (code) => code === 0 || assert.fail(`The server that was to be attacked ended with ${code}.`))
    const [{ port, cookies }] = (await once(child, 'message')) as [{ port: number; cookies: string }]
    return new Siege(child, port, cookies)
  }

  /** Sends the attacks of the seeds from `first` on, `width` at once, until `until` says that it is enough; gives the next seed. */
  async attack(first: number, until: () => boolean, width = 24): Promise<number> {
    let seed = first
    const line = async (): Promise<void> => {
      while (!until()) {
        const own = seed++
        this.connections++
        const answer = await exchange(this.port, attack(seeded(own), this.#cookies))
        for (const status of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
          this.statuses.set(status[1]!, (this.statuses.get(status[1]!) ?? 0) + 1)
        }
        const what = wrong(answer)
        if (what !== null) this.findings.push({ seed: own, what })
      }
    }
    await Promise.all(Array.from({ length: width }, line))
    return seed
  }

  /** One attack, for looking at it. */
  async repeat(seed: number): Promise<{ sent: Attack; answer: string }> {
    const sent = attack(seeded(seed), this.#cookies)
    return { sent, answer: await exchange(this.port, sent) }
  }

  /** What the server says of itself once every connection is closed, or when it has had ten seconds for that. */
  async report(): Promise<Report> {
    const failures: string[] = []
    for (let tries = 1; ; tries++) {
      await sleep(500)
      this.#child.send('report')
      const [report] = (await once(this.#child, 'message')) as [Report]
      failures.push(...report.failures)
      if (report.sockets === 0 || tries === 20) return { ...report, failures }
    }
  }

  /** Does an honest visitor get the page? */
  async answers(): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${this.port}/fuzz/safe/?a=1`)
    return response.status === 200 && (await response.text()).length > 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.send('end')
    await gone
  }
}

/** All that came back, as Latin-1. */
function exchange(port: number, { pieces, end }: Attack): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    let alarm: NodeJS.Timeout | undefined
    const wait = (milliseconds: number): void => {
      clearTimeout(alarm)
      alarm = setTimeout(() => socket.destroy(), milliseconds)
    }
    wait(patience)
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      wait(quiet)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(alarm)
      resolve(answer)
    })
    socket.on('connect', () => {
      const send = (at: number): void => {
        if (socket.destroyed) return
        if (at < pieces.length) {
          socket.write(pieces[at]!, 'latin1', () => setImmediate(send, at + 1))
          if (answer === '') wait(patience)
        } else if (end === 'reset') socket.resetAndDestroy()
        else if (end === 'half-close') socket.end()
      }
      send(0)
    })
  })
}

/** Why an answer must not be, or null. */
function wrong(answer: string): string | null {
  if (answer === '') return null
  if (!answer.startsWith('HTTP/1.1 ')) return `no HTTP: ${answer.slice(0, 80)}`
  const failure = /HTTP\/1\.1 5\d\d [\s\S]{0,400}/.exec(answer)
  if (failure !== null) return failure[0]
  for (const head of answer.matchAll(/HTTP\/1\.1 \d{3} [\s\S]*?\r\n\r\n/g)) {
    if (/^x-injected\s*:/im.test(head[0])) return `a header was injected: ${head[0]}`
    if (/^location:\s*(?:https?:)?[/\\]{2}evil/im.test(head[0])) return `sent elsewhere: ${head[0]}`
  }
  if (/root:.*:0:0:/.test(answer)) return 'it gave /etc/passwd away'
  return null
}
