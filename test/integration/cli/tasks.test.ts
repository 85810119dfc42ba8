import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startProcess } from '../../support/process.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('background jobs on the command line', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
    const app = join(site.dir, 'notes', 'index.ts')
    writeFileSync(
      join(site.dir, 'notes', 'tasks.ts'),
      `import { writeFileSync } from 'node:fs'
import { task } from 'nuages/tasks'

export const write = task('notes.write', async ({ text }: { text: string }) => writeFileSync('written.txt', text))
export const fail = task('notes.fail', async () => { throw new RangeError('as it has to') }, { retries: 0 })
export const wait = task('notes.wait', async (_: unknown, { signal }) => {
  process.stdout.write('waits')
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}, { queue: 'slow' })
`,
    )
    const source = readFileSync(app, 'utf8')
    assert.match(source, /defineApp\(\{/)
    writeFileSync(app, `import * as tasks from './tasks.ts'\n${source.replace('defineApp({', 'defineApp({ tasks,')}`)
    assert.equal((await site.run(['migrate'])).code, 0)
  })
  after(() => site.remove())

  const enqueue = async (code: string) => {
    const text = `const tasks = await import(process.cwd() + '/notes/tasks.ts'); console.log((await tasks.${code}).id)`
    const { out, err, code: status } = site.nuages(['shell', '-c', text])
    assert.equal(status, 0, err)
    return /[0-9a-f-]{36}/.exec(out)![0]
  }

  test('a worker runs jobs, and gives back at SIGTERM what it has not finished; lists tell of all', async () => {
    const slow = await enqueue('wait.enqueue()')
    const failed = await enqueue('fail.enqueue()')
    await enqueue("write.enqueue({ text: 'hello' })")
    assert.match((await site.run(['tasks', 'counts'])).out, /^default: waiting 2, .*\nslow: waiting 1, /m)
    const [program, args] = site.command(['worker', '--concurrency', '4'])
    const worker = startProcess(program, args, site.dir, { NUAGES_ENV: 'development' })
    await worker.printed(/waits/)
    for (;;) {
      const { out } = await site.run(['tasks', 'counts'])
      if (/default: waiting 0, delayed 0, running 0, done 1, failed 1/.test(out)) break
    }
    assert.match(
      (await site.run(['tasks', 'list', '--state', 'running'])).out,
      new RegExp(`^${slow} .*notes\\.wait 1/4$`, 'm'),
    )
    // Its grace is 10 seconds: a second signal would end it at once, and leave the job to its lease. One that comes together with the first, passed on
    // by npx to a process that the terminal has told as well, is the same.
    const ended = once(worker.child, 'exit')
    worker.child.kill('SIGINT')
    worker.child.kill('SIGTERM')
    await worker.printed(/The worker stops/)
    assert.equal((await site.run(['tasks', 'cancel', slow])).code, 0)
    assert.deepEqual(await ended, [0, null], worker.output())
    assert.equal(readFileSync(join(site.dir, 'written.txt'), 'utf8'), 'hello')
    assert.match((await site.run(['tasks', 'list'])).out, /cancelled\s+slow {2}notes\.wait/)
    assert.match((await site.run(['tasks', 'list', '--state', 'failed'])).out, /RangeError: as it has to/)
    const [line] = (await site.run(['tasks', 'list', '--json', '--name', 'notes.fail'])).out.trim().split('\n')
    const { id, state, payload } = JSON.parse(line!) as Record<string, unknown>
    assert.deepEqual([id, state, payload], [failed, 'failed', undefined])
    assert.match((await site.run(['tasks', 'retry', failed])).out, /waits again/)
    assert.match((await site.run(['tasks', 'cancel', failed])).out, /is cancelled/)
    const again = await site.run(['tasks', 'cancel', failed, slow])
    assert.equal(again.code, 1)
    assert.match(again.err, /have ended or are not known/)
    assert.match((await site.run(['tasks', 'prune', '--older-than', '1d'])).out, /Deleted 0 jobs/)
    assert.equal((await site.run(['tasks', 'prune', '--older-than', 'soon'])).code, 2)
    assert.equal((await site.run(['tasks', 'list', '--state', 'lost'])).code, 1)
  })

  test('a queue that there is not is refused', async () => {
    const wrong = site.nuages(['worker', '--queues', 'slwo'], { NUAGES_ENV: 'development' })
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /there is no queue 'slwo'; there are .*slow/)
  })
})
