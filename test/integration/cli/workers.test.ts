import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { get as getSecurely } from 'node:https'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectSecurely } from 'node:tls'
import { generate } from 'selfsigned'
import { root } from '../../support/files.ts'
import { temporaryFolder, userEnvironment } from '../../support/packages.ts'
import { eventually, type Running, startProcess } from '../../support/process.ts'

const production = {
  SECRET_KEY: 'k'.repeat(50),
  ALLOWED_HOSTS: '127.0.0.1',
  DATABASE_URL: 'sqlite::memory:',
  PORT: '0',
  HOST: '127.0.0.1',
}

const configuration = `import { setTimeout as sleep } from 'node:timers/promises'
import { createChannel, json, path } from 'nuages/http'
import { defineProject } from 'nuages/project'
import { version } from './version.ts'

const news = createChannel<string>('news')
const heard: string[] = []
news.subscribe((text) => heard.push(text))

export default defineProject({
  apps: [],
  urls: [
    path('', () => json({ pid: process.pid, version, heard })),
    path('slow/', async () => {
      console.log('slow')
      await sleep(1200)
      return json({ pid: process.pid })
    }),
    path('publish/', () => {
      news.publish('hello')
      return json({})
    }),
    path('crash/', () => {
      setTimeout(() => {
        throw new TypeError('nobody catches this')
      })
      return json({ pid: process.pid })
    }),
    path('forgotten/', () => {
      void Promise.reject(new TypeError('nobody waits for this'))
      return json({ pid: process.pid })
    }),
  ],
  telemetry: { metrics: { public: true } },
  onError: (error, { request, phase }) => console.log(\`told \${phase} \${request?.path}: \${error.message}\`),
})
`

/** False also for a process that has ended and whom nobody has asked for its end. */
function isRunning(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

interface Answer {
  readonly pid: number
  readonly version: number
  readonly heard: readonly string[]
}

describe('a project in production, by processes of its own', () => {
  const folder = temporaryFolder('workers')
  const dir = join(folder, 'site')
  const deploy = (version: string) => writeFileSync(join(dir, 'version.ts'), version)
  const nuages = ['--conditions=nuages-source', join(root, 'src', 'tools', 'cli', 'bin.ts')]
  const started: Running[] = []
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const running = startProcess(process.execPath, [...nuages, 'start', ...args], dir, { ...production, ...env })
    started.push(running)
    return running
  }

  before(() => {
    mkdirSync(join(dir, 'node_modules'), { recursive: true })
    symlinkSync(root, join(dir, 'node_modules', 'nuages'), 'junction')
    writeFileSync(join(dir, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(dir, 'nuages.config.ts'), configuration)
    deploy('export const version = 1')
  })
  after(async () => {
    await Promise.all(started.map((running) => running.stop('SIGKILL')))
    rmSync(folder, { recursive: true, force: true })
  })

  test('workers: killed, crashed, replaced and drained, while no request of another fails', async () => {
    const running = start(['--workers', '2'])
    const [, url] = await running.printed(/Serving on (http:\/\/127\.0\.0\.1:\d+\/)/)
    assert.match(running.output(), /Each worker has its own: cache\.default/)
    const ask = async (path = '', agent: Agent | false = false): Promise<Answer> => {
      const [response] = (await once(get(`${url}${path}`, { agent, timeout: 20_000 }), 'response')) as [IncomingMessage]
      assert.equal(response.statusCode, 200)
      return JSON.parse((await response.toArray()).join('')) as Answer
    }
    const counted = async () => {
      const text = await (await fetch(`${url}metrics`)).text()
      return Number(
        /^http_server_request_duration_seconds_count\{method="GET",route="",status="200"\} (\d+)$/m.exec(text)?.[1],
      )
    }
    const both = async (path = '') => {
      const answers = await Promise.all([ask(path), ask(path), ask(path), ask(path)])
      return new Map(answers.map((answer) => [answer.pid, answer]))
    }
    const replaced = (pid: number) =>
      eventually(async () => {
        const now = await both()
        return now.size === 2 && !now.has(pid)
      }, `that ${pid} is replaced`)
    assert.equal((await both()).size, 2)
    assert.equal(await counted(), 4, 'whichever worker is asked, the requests of both are counted')
    for (const target of ['health', 'ready']) assert.equal((await fetch(`${url}${target}`)).status, 200)

    await ask('publish/')
    await eventually(async () => [...(await both()).values()].every(({ heard }) => heard.length === 1), 'that all hear')

    // Slow requests wait at both; one is killed: only its own break off.
    const slow = Array.from({ length: 4 }, () => ask('slow/').catch(() => null))
    const [victim] = (await both()).keys()
    process.kill(victim!, 'SIGKILL')
    for (let n = 0; n < 20; n++) await ask()
    const outcomes = await Promise.all(slow)
    assert.equal(outcomes.filter((outcome) => outcome === null).length, 2)
    assert.ok(outcomes.every((outcome) => outcome === null || outcome.pid !== victim))
    await replaced(victim!)

    // A promise that nobody waits for ends nothing; an error that nobody catches lets the worker finish first.
    await ask('forgotten/')
    await running.printed(/told background \/forgotten\/: nobody waits for this/)
    const inFlight = Array.from({ length: 2 }, () => ask('slow/'))
    const { pid: crashed } = await ask('crash/')
    await running.printed(/told process \/crash\/: nobody catches this/)
    await Promise.all(inFlight)
    await replaced(crashed)
    assert.equal(running.output().match(/told /g)?.length, 2)

    // New code, under load over kept connections and new ones, without one request that fails.
    let asking = true
    const agent = new Agent({ keepAlive: true })
    const load = [agent, agent, false as const].map(async (how) => {
      let answered = 0
      for (; asking; answered++) await ask('', how)
      return answered
    })
    deploy('export const version = 2')
    running.child.kill('SIGHUP')
    await running.printed(/The workers were replaced/)
    await eventually(async () => [...(await both()).values()].every(({ version }) => version === 2), 'version 2')
    asking = false
    for (const answered of await Promise.all(load)) assert.ok(answered > 0)
    agent.destroy()

    // Code that does not start leaves the old serving.
    const before = [...(await both()).keys()].toSorted()
    deploy('export const version = nonsense')
    running.child.kill('SIGHUP')
    await running.printed(/A new worker does not start; the old ones go on/)
    assert.deepEqual([...(await both()).keys()].toSorted(), before)

    const last = ask('slow/')
    await ask()
    const code = running.stop('SIGTERM')
    assert.ok(before.includes((await last).pid))
    assert.equal(await code, 0, running.output())
    await assert.rejects(ask())
    for (const pid of before) assert.throws(() => process.kill(pid, 0), 'no worker is left')
  })

  test('where the code does not start, nothing serves and the exit says so', () => {
    const { status, stderr } = spawnSync(process.execPath, [...nuages, 'start', '--workers', '2'], {
      cwd: dir,
      env: userEnvironment(production),
      encoding: 'utf8',
    })
    assert.equal(status, 1)
    assert.match(stderr, /nonsense is not defined[\s\S]*NUAGES_CLI_WORKER_ENDED/)
    deploy('export const version = 3')
  })

  test('a worker whose primary was killed finishes what is in flight, and ends', async () => {
    const running = start(['--workers', '1'])
    const [, url] = await running.printed(/Serving on (\S+)/)
    const first = await fetch(url!)
    const { pid } = (await first.json()) as Answer
    const slow = fetch(`${url}slow/`)
    await running.printed(/^slow$/m)
    // Not `stop`, which ends the workers too.
    running.child.kill('SIGKILL')
    assert.equal((await slow).status, 200)
    await eventually(async () => !isRunning(pid), 'that the worker ends')
  })

  test('one process: HTTPS with a certificate that SIGHUP reads again, words to systemd, no second answer after a second signal', async () => {
    const certify = async (name: string) => {
      const { private: key, cert } = await generate([{ name: 'commonName', value: name }], { keyType: 'ec' })
      writeFileSync(join(dir, 'key.pem'), key)
      writeFileSync(join(dir, 'cert.pem'), cert)
    }
    await certify('first.example')
    const bin = join(folder, 'bin')
    const said = join(folder, 'said')
    mkdirSync(bin)
    writeFileSync(join(bin, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${said}\n`)
    chmodSync(join(bin, 'systemd-notify'), 0o755)
    const running = start(['--tls-key', 'key.pem', '--tls-cert', 'cert.pem'], {
      NOTIFY_SOCKET: '/run/systemd/notify',
      PATH: `${bin}:${process.env['PATH']}`,
    })
    const [, port] = await running.printed(/Serving on https:\/\/127\.0\.0\.1:(\d+)\//)
    const certificate = async () => {
      const socket = connectSecurely({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const { CN } = socket.getPeerCertificate().subject
      socket.destroy()
      return CN
    }
    assert.equal(await certificate(), 'first.example')
    await certify('second.example')
    running.child.kill('SIGHUP')
    await running.printed(/The certificate was read again/)
    assert.equal(await certificate(), 'second.example')
    writeFileSync(join(dir, 'key.pem'), 'nonsense')
    running.child.kill('SIGHUP')
    await running.printed(/the old one stays/)
    assert.equal(await certificate(), 'second.example')

    const slow = getSecurely(`https://127.0.0.1:${port}/slow/`, { rejectUnauthorized: false, agent: false })
    const [socket] = await once(slow, 'socket')
    await once(socket, 'secureConnect')
    const [sent] = await Promise.all([
      once(slow, 'error'),
      new Promise((resolve) => setTimeout(resolve, 200)).then(() => {
        running.child.kill('SIGTERM')
        // One that comes together with the first, passed on by npm, is the same; a later one ends it at once.
        for (const later of [50, 450]) setTimeout(() => running.child.kill('SIGTERM'), later)
      }),
    ])
    assert.equal(sent[0].code, 'ECONNRESET')
    if (running.child.exitCode === null) await once(running.child, 'exit')
    assert.equal(running.child.exitCode, 143)
    assert.deepEqual(readFileSync(said, 'utf8').trim().split('\n'), ['READY=1', 'STOPPING=1'])
  })

  test('a socket that systemd opened', async () => {
    const socket = createServer()
    socket.listen(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address() as { port: number }
    // LISTEN_PID is the process's own number, which only itself knows before it runs.
    const program = join(dir, 'activated.mjs')
    const source = `process.env.LISTEN_PID = String(process.pid); await import(${JSON.stringify(join(root, 'src', 'tools', 'cli', 'bin.ts'))})`
    writeFileSync(program, source)
    const { HOST: _, PORT: __, ...env } = production
    const child = spawn(process.execPath, ['--conditions=nuages-source', program, 'start', '--workers', '1'], {
      cwd: dir,
      env: userEnvironment({ ...env, LISTEN_FDS: '1' }),
      stdio: ['ignore', 'pipe', 'inherit', (socket as unknown as { _handle: { fd: number } })._handle.fd],
    })
    let output = ''
    child.stdout!.on('data', (chunk) => (output += String(chunk)))
    socket.close()
    // The kernel keeps what comes before somebody accepts.
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
    const answer = (await client.toArray()).join('')
    assert.match(answer, /^HTTP\/1\.1 200[\s\S]*"version":3/)
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    assert.equal(code, 0, output)
  })
})
