import { realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setProcessScope } from '../../src/base/context/index.ts'
import { main } from '../../src/tools/cli/main.ts'
import { userEnvironment } from './packages.ts'

export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

let runs = 0
let busy = false

/** Files under `dir` are read anew by each run, as a process of its own would; the framework's stay loaded. */
function readAnew(dir: string): Disposable {
  const start = pathToFileURL(realpathSync(dir) + sep).href
  const run = ++runs
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      if (!found.url.startsWith(start)) return found
      const url = new URL(found.url)
      url.searchParams.set('run', String(run))
      return { ...found, url: url.href }
    },
  })
  return { [Symbol.dispose]: () => hooks.deregister() }
}

/** What is written to a stream as text. Bytes pass: the test runner reports in them on the same stream. */
function captured(stream: NodeJS.WriteStream): Disposable & { readonly text: () => string } {
  let text = ''
  const { write } = stream
  stream.write = ((chunk: string | Uint8Array, ...rest: never[]): boolean => {
    if (typeof chunk !== 'string') return write.call(stream, chunk, ...rest)
    text += chunk
    const done: unknown = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  }) as typeof stream.write
  return {
    text: () => text,
    [Symbol.dispose]: () => {
      stream.write = write
    },
  }
}

/** Sets what differs, and gives what puts it back. */
function environment(wanted: NodeJS.ProcessEnv): Disposable {
  const before = { ...process.env }
  const become = (next: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) if (next[name] === undefined) delete process.env[name]
    for (const [name, value] of Object.entries(next)) if (process.env[name] !== value) process.env[name] = value
  }
  become(wanted)
  return { [Symbol.dispose]: () => become(before) }
}

/**
 * Runs `nuages …` in this process: loading the framework is nearly all that a command costs. One at a time; nobody is at
 * the terminal, and nothing is on the standard input.
 */
export async function runInProcess(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  if (busy) throw new RangeError('Commands share a working directory and an environment: await one before the next.')
  busy = true
  const from = process.cwd()
  const { exitCode } = process
  const out = captured(process.stdout)
  const err = captured(process.stderr)
  try {
    using _files = readAnew(dir)
    using _env = environment(userEnvironment({ CI: 'true', ...env }))
    process.chdir(dir)
    process.exitCode = undefined
    const code = await main(args)
    return { code, out: out.text(), err: err.text() }
  } finally {
    out[Symbol.dispose]()
    err[Symbol.dispose]()
    process.chdir(from)
    process.exitCode = exitCode
    setProcessScope(undefined)
    busy = false
  }
}
