import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, test } from 'node:test'
import { createLogger } from '../../../src/base/log/index.ts'
import { Supervisor } from '../../../src/tools/cli/workers/supervisor.ts'
import { root } from '../../support/files.ts'
import { eventually } from '../../support/process.ts'

const dir = mkdtempSync(join(tmpdir(), 'nuages-workers-'))
after(() => rmSync(dir, { recursive: true }))
const behave = (mode: string) => writeFileSync(join(dir, 'mode'), mode)

interface Answer {
  readonly pid: number
  readonly mode: string
  readonly first: boolean
  readonly heard: readonly number[]
}

describe('workers', () => {
  let supervisor: Supervisor
  let lines: string[]
  let url: string
  const make = (options: { count?: number; startTimeout?: number; settleTime?: number } = {}) => {
    lines = []
    const logger = createLogger({ format: 'text', write: (line) => lines.push(line) })
    supervisor = new Supervisor({
      count: 2,
      worker: join(root, 'test', 'support', 'workers', 'worker.mjs'),
      task: { dir },
      logger,
      ...options,
    })
    return supervisor
  }
  const ask = async (path = ''): Promise<Answer> =>
    (await fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) })).json() as Promise<Answer>
  /** Answers of both workers: connections go to one after the other. */
  const askAll = async (path = '') => Promise.all([ask(path), ask(path), ask(path), ask(path)])
  const pids = async () => new Set((await askAll()).map(({ pid }) => pid))

  beforeEach(() => behave('one'))
  afterEach(() => supervisor.stop())

  test('share an address; one of them is the first; they reach one another', async () => {
    url = await make().start()
    const answers = await askAll()
    assert.equal(new Set(answers.map(({ pid }) => pid)).size, 2)
    assert.equal(new Set(answers.filter(({ first }) => first).map(({ pid }) => pid)).size, 1)
    const { pid } = await ask('publish')
    await eventually(async () => (await askAll()).some(({ heard }) => heard.includes(pid)), 'that another one hears it')
    for (const each of await askAll()) assert.deepEqual(each.heard, each.pid === pid ? [] : [pid])
  })

  test('one that is killed, or says that it fails, is replaced, while the others answer', async () => {
    url = await make().start()
    const before = await pids()
    const [killed] = before
    process.kill(killed!, 'SIGKILL')
    await eventually(async () => {
      const now = await pids()
      return now.size === 2 && !now.has(killed!)
    }, 'that it is replaced')
    assert.match(lines.join('\n'), new RegExp(`A worker is replaced.*pid=${killed}.*SIGKILL`))
    const { pid: failing } = await ask('fail')
    await eventually(async () => {
      const now = await pids()
      return now.size === 2 && !now.has(failing)
    }, 'that the failing one is replaced')
    assert.equal(lines.length, 2, 'once each')
  })

  test('are replaced by new code one after the other, no request lost; asked twice at once, twice', async () => {
    url = await make().start()
    const before = await pids()
    behave('two')
    let asking = true
    let answered = 0
    const load = Array.from({ length: 4 }, async () => {
      while (asking) {
        await ask()
        answered++
      }
    })
    const first = supervisor.reload()
    behave('three')
    await Promise.all([first, supervisor.reload()])
    await eventually(async () => (await askAll()).every(({ mode }) => mode === 'three'), 'that the newest code answers')
    asking = false
    await Promise.all(load)
    assert.ok(answered > 4)
    for (const pid of await pids()) assert.ok(!before.has(pid))
  })

  for (const mode of ['ends at once', 'never serves']) {
    test(`where the new code ${mode}, the old goes on`, async () => {
      url = await make({ startTimeout: mode === 'never serves' ? 500 : 20_000 }).start()
      const before = await pids()
      behave(mode)
      await supervisor.reload()
      assert.match(lines.join('\n'), /A new worker does not start; the old ones go on.*NUAGES_CLI_WORKER_ENDED/s)
      assert.deepEqual(await pids(), before)
    })
  }

  test('where the first does not come to serve, no other is started', async () => {
    behave('ends at once')
    await assert.rejects(make().start(), { code: 'NUAGES_CLI_WORKER_ENDED', message: /code 3/ })
    assert.deepEqual(lines, [])
  })

  test('that go on ending soon are given up', async () => {
    behave('ends soon')
    make({ count: 1 })
      .start()
      .catch(() => {})
    await assert.rejects(supervisor.givenUp, { code: 'NUAGES_CLI_WORKERS_END' })
    const pauses = lines.map((line) => Number(/pause=(\d+)/.exec(line)?.[1]))
    assert.deepEqual(pauses, [0, 100, 200, 400, 800])
  })

  test('where a sound one serves, the others are tried again and again instead', async () => {
    url = await make({ settleTime: 0 }).start()
    const [one, other] = await pids()
    behave('ends at once')
    process.kill(one!, 'SIGKILL')
    await eventually(async () => lines.length >= 6, 'that it was tried more often than it is without a sound one')
    assert.deepEqual(await pids(), new Set([other]))
    behave('better')
    await eventually(async () => (await pids()).size === 2, 'that it is replaced in the end')
  })
})
