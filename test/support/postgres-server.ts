import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const versions = '/usr/lib/postgresql'
const bin = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'pg_ctl')) : []
/** `pg_ctl` of the newest server on this machine, or of the PATH. */
const control = bin.filter((path) => existsSync(path)).at(-1) ?? 'pg_ctl'

/** A PostgreSQL server of a test's own, which may be stopped and started. */
export interface OwnServer {
  readonly url: string
  start(): void
  /** 'fast' ends transactions and connections in order, 'immediate' like a power cut. */
  stop(mode: 'fast' | 'immediate'): void
}

/** The user whom the server runs as: it refuses root. */
function owner(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** Why no server can be started here, or false. */
export function cannotStartPostgres(): false | string {
  try {
    execFileSync(control, ['--version'], { stdio: 'ignore' })
    owner()
    return false
  } catch {
    return 'no PostgreSQL server that a test could start on this machine'
  }
}

/** Starts a server that goes with the test. It listens on a socket in a directory of its own. */
export function startPostgres(t: TestContext): OwnServer {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-postgres-'))
  const who = owner()
  if ('uid' in who) chownSync(directory, who.uid!, who.gid!)
  const data = join(directory, 'data')
  const run = (...args: string[]) =>
    execFileSync(control, ['-D', data, '-s', '-w', ...args], { ...who, cwd: directory, stdio: 'ignore' })
  run('initdb', '-o', '-A trust -U postgres --no-sync')
  const start = () =>
    run('start', '-l', join(directory, 'log'), '-o', `-k ${directory} -c listen_addresses= -c fsync=off`)
  const stop: OwnServer['stop'] = (mode) => run('stop', '-m', mode)
  start()
  t.after(() => {
    try {
      stop('immediate')
    } catch {
      // It was stopped already.
    }
    rmSync(directory, { recursive: true, force: true })
  })
  return { url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(directory)}`, start, stop }
}
