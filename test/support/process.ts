import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { userEnvironment } from './packages.ts'

/** A process that a test started, with all that it printed. */
export interface Running {
  readonly child: ChildProcess
  output: () => string
  /** Waits until it printed something that matches; rejects with all of its output when it ends first or takes too long. */
  printed: (pattern: RegExp, patience?: number) => Promise<RegExpMatchArray>
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Starts a command that goes on running: a server. */
export function startProcess(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(command, args, {
    cwd,
    env: userEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    // A group of its own, so that nothing of it outlives the test.
    detached: process.platform !== 'win32',
  })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    child,
    output: () => text,
    async printed(pattern, patience = 60_000) {
      const end = Date.now() + patience
      for (;;) {
        const match = text.match(pattern)
        if (match !== null) return match
        if (child.exitCode !== null || Date.now() > end) throw new RangeError(`${pattern} was never printed:\n${text}`)
        await wait(25)
      }
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill(signal)
        const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await ended
        clearTimeout(late)
      }
      endGroup(child)
      await closed
      return child.exitCode
    },
  }
}

/** What npm started may live on without it, and would hold its pipes, and the test with them, for ever. */
function endGroup(child: ChildProcess): void {
  if (process.platform === 'win32') return
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}

/** Asks until `condition` holds; fails after a minute at the earliest. */
export async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let round = 0; round < 1200; round++) {
    if (await condition()) return
    await wait(50)
  }
  throw new RangeError(`${what} never came true`)
}
