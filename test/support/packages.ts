import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { root } from './files.ts'

const bin = join(root, 'node_modules', '.bin')

/** The environment of a command that a user would run: the pinned Node first, nothing of this repository's. */
export function userEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
    ...extra,
  }
  for (const name of Object.keys(env)) {
    if (name === 'NODE_OPTIONS' || name === 'NODE_TEST_CONTEXT' || name.startsWith('npm_')) delete env[name]
  }
  return env
}

/** Runs a command to its end and gives what it printed; throws with all of it when the command fails. */
export function runCommand(command: string, args: readonly string[], cwd: string, env = userEnvironment()): string {
  return execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    timeout: 240_000,
  })
}

/** A new folder outside the repository. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `nuages-${name}-`))
}

/** Packs a package of this repository into `to` and gives the tarball's path. `dist/` must be built. */
export function pack(folder: string, to: string): string {
  runCommand('npm', ['pack', '--silent', '--pack-destination', to], folder)
  const name = folder === root ? /^nuages-\d/ : /^create-nuages-/
  const file = readdirSync(to).find((entry) => name.test(entry) && entry.endsWith('.tgz'))
  if (file === undefined) throw new RangeError(`npm pack wrote no tarball of ${folder}`)
  return join(to, file)
}

/** The path of a development tool of this repository. */
export function toolPath(name: string): string {
  return join(bin, process.platform === 'win32' ? `${name}.cmd` : name)
}
