import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../src/data/drivers/index.ts'

/** A MariaDB server of a test's own, with data of its own, that may be stopped. */
export interface OwnServer {
  readonly url: string
  /** Like a power cut. */
  stop(): Promise<void>
  startAgain(): Promise<void>
}

/** Why no server can be started here, or false. */
export function cannotStartMariadb(): false | string {
  const found = ['mariadbd', 'mariadb-install-db'].every(
    (program) => spawnSync(program, ['--version']).error === undefined,
  )
  return found ? false : 'no MariaDB server that a test could start on this machine'
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server that goes with the test. */
export async function startMariadb(t: TestContext, options: readonly string[] = []): Promise<OwnServer> {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-mariadb-'))
  const data = join(directory, 'data')
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { stdio: 'ignore' },
  )
  const port = await freePort()
  const url = `mysql://root@127.0.0.1:${port}/mysql`
  let child: ChildProcess | null = null
  const startAgain = async () => {
    child = spawn(
      'mariadbd',
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        `--socket=${join(directory, 'socket')}`,
        `--pid-file=${join(directory, 'pid')}`,
        '--bind-address=127.0.0.1',
        '--skip-log-bin',
        '--innodb-buffer-pool-size=16M',
        '--innodb-log-file-size=8M',
        ...user,
        ...options,
      ],
      { stdio: 'ignore' },
    )
    for (let tries = 0; ; tries++) {
      const failure = await openDatabase(url).then(
        (database) => database.close(),
        (error: unknown) => error,
      )
      if (failure === undefined) return
      if (tries > 600 || child.exitCode !== null) throw failure
      await sleep(50)
    }
  }
  const stop = async () => {
    if (child === null || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    child = null
  }
  t.after(async () => {
    await stop()
    rmSync(directory, { recursive: true, force: true })
  })
  await startAgain()
  const admin = await openDatabase(url)
  await admin.script('CREATE DATABASE app CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin')
  await admin.close()
  return { url: url.replace(/mysql$/, 'app'), stop, startAgain }
}
