import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  task as declare,
  type Schedule,
  Scheduler,
  schedule,
  scheduleStates,
  type WrittenRule,
} from '../../../src/apps/tasks/index.ts'
import { TaskMoment } from '../../../src/apps/tasks/models.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import { onCommit } from '../../../src/data/orm/index.ts'
import { world } from '../orm/support/database.ts'

const silent = createLogger({ level: 'silent' })
const minute = 60_000

/** A task that tells at which moment it was put into its queue; only what is committed counts, as with real ones. */
function recorder() {
  const runs: string[] = []
  const clock = { now: Date.parse('2026-01-01T00:00:30Z') }
  let broken = false
  const task = {
    ...declare('app.work', (_payload: { moment: string }) => {}),
    async enqueue({ moment }: { moment: string }) {
      if (broken) throw new TypeError('the queue is away')
      await onCommit(() => void runs.push(moment))
      return { id: `job ${moment}`, created: true }
    },
  }
  const of = (when: WrittenRule, missed?: 'once' | 'skip'): Schedule =>
    schedule('work', when, task, {
      payload: (moment) => ({ moment: moment.toISOString().slice(11, 16) }),
      ...(missed && { missed }),
    })
  return {
    runs,
    clock,
    of,
    broken: (is: boolean) => {
      broken = is
    },
    process: (schedules: readonly Schedule[], ahead = 0) =>
      new Scheduler({ schedules, timeZone: 'UTC', log: silent, now: () => clock.now + ahead }),
  }
}

async function onDatabase(work: () => Promise<void>): Promise<void> {
  const { run, close } = await world({ TaskMoment })
  try {
    await run(work)
  } finally {
    await close()
  }
}

test('a schedule counts from when it was first seen, and runs each moment once', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const one = process([of({ every: '1m' })])
    await one.tick()
    assert.deepEqual(runs, [], 'what was before it was there is not missed')
    for (let second = 0; second < 180; second += 5) {
      clock.now += 5000
      await one.tick()
    }
    assert.deepEqual(runs, ['00:01', '00:02', '00:03'])
  }))

test('two processes whose clocks differ run a moment once', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const both = [process([of({ every: '1m' })]), process([of({ every: '1m' })], 3000)]
    for (const each of both) await each.tick()
    for (let second = 0; second < 120; second += 1) {
      clock.now += 1000
      await Promise.all(both.map((each) => each.tick()))
    }
    assert.deepEqual(runs, ['00:01', '00:02'])
  }))

test('of the moments that passed while nothing ran, the last one is run', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    await process([of({ every: '1m' })]).tick()
    clock.now = Date.parse('2026-01-01T00:41:59Z')
    const after = process([of({ every: '1m' })])
    await after.tick()
    await after.tick()
    assert.deepEqual(runs, ['00:41'])
  }))

test('or none of them, where that is asked for', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    await process([of('0 * * * *', 'skip')]).tick()
    clock.now = Date.parse('2026-01-01T01:30:00Z')
    const after = process([of('0 * * * *', 'skip')])
    await after.tick()
    await after.tick()
    assert.deepEqual(runs, [], 'an hour that began half an hour ago was missed')
    clock.now = Date.parse('2026-01-01T02:00:05Z')
    await after.tick()
    assert.deepEqual(runs, ['02:00'])
  }))

test('a clock that is set back runs no moment twice, and goes on where it was', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const one = process([of({ every: '1m' })])
    await one.tick()
    const pass = async (minutes: number) => {
      for (let i = 0; i < minutes; i++) {
        clock.now += minute
        await one.tick()
      }
    }
    await pass(3)
    clock.now -= 2 * minute
    await one.tick()
    await pass(3)
    assert.deepEqual(runs, ['00:01', '00:02', '00:03', '00:04'])
    // A process that is started at the wrong time knows as much.
    clock.now -= 3 * minute
    await process([of({ every: '1m' })]).tick()
    assert.equal(runs.length, 4)
  }))

test('a clock that is set ahead causes one run, and none is lost when it is set right again', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const one = process([of({ every: '1m' })])
    await one.tick()
    clock.now += 30 * 24 * 60 * minute
    await one.tick()
    await one.tick()
    assert.equal(runs.length, 1)
    clock.now -= 30 * 24 * 60 * minute
    await one.tick()
    clock.now += minute
    await one.tick()
    clock.now += minute
    await one.tick()
    assert.deepEqual(runs.slice(1), ['00:01', '00:02'])
  }))

test('what a new rule would have had before is not missed, and the old one in another process does not stop it', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const before = process([of('0 3 * * *')])
    await before.tick()
    clock.now = Date.parse('2026-01-01T03:00:01Z')
    await before.tick()
    clock.now = Date.parse('2026-01-01T10:00:00Z')
    const after = process([of('0 3,9,15 * * *')])
    for (const each of [after, before]) await each.tick()
    clock.now = Date.parse('2026-01-01T15:00:01Z')
    for (const each of [before, after]) await each.tick()
    clock.now = Date.parse('2026-01-02T03:00:01Z')
    for (const each of [before, after]) await each.tick()
    assert.deepEqual(runs, ['03:00', '15:00', '03:00'])
  }))

test('a moment whose task cannot be put into its queue is free again', () =>
  onDatabase(async () => {
    const { runs, clock, of, process, broken } = recorder()
    const one = process([of({ every: '1m' })])
    await one.tick()
    clock.now += minute
    broken(true)
    assert.deepEqual(await one.tick(), [])
    broken(false)
    assert.deepEqual(await one.tick(), ['work'])
    assert.deepEqual(runs, ['00:01'])
  }))

test('rows of moments do not pile up', () =>
  onDatabase(async () => {
    const { runs, clock, of, process } = recorder()
    const one = process([of({ every: '1s' })])
    await one.tick()
    for (let i = 0; i < 1200; i++) {
      clock.now += 1000
      await one.tick()
    }
    assert.equal(runs.length, 1200)
    assert.ok((await TaskMoment.filter({}).count()) <= 1001)
  }))

test('it sleeps until the next moment, and not long', () => {
  const { clock, of, process } = recorder()
  clock.now = Date.parse('2026-01-01T00:00:57.500Z')
  assert.equal(process([of({ every: '1m' })]).sleep(), 2500)
  assert.equal(process([of('0 3 * * *')]).sleep(), 10_000)
})

test('it runs until it is told to stop, even in the middle of its sleep', () =>
  onDatabase(async () => {
    const { of, process } = recorder()
    const stop = new AbortController()
    const running = process([of('0 3 * * *')]).run(stop.signal)
    stop.abort()
    await running
  }))

test('two schedules of one name are refused', () => {
  const { of, process } = recorder()
  assert.throws(() => process([of({ every: '1m' }), of({ every: '2m' })]), { code: 'NUAGES_SCHEDULES_TWICE' })
})

test('the list says what comes next and what was last', () =>
  onDatabase(async () => {
    const { clock, of, process } = recorder()
    const all = [of({ every: '1m' })]
    const one = process(all)
    await one.tick()
    assert.equal((await scheduleStates(all, 'UTC', new Date(clock.now)))[0]?.last, null)
    clock.now += minute
    await one.tick()
    assert.deepEqual(await scheduleStates(all, 'UTC', new Date(clock.now)), [
      {
        name: 'work',
        task: 'app.work',
        rule: 'every 1m',
        missed: 'once',
        next: new Date('2026-01-01T00:02:00Z'),
        last: { moment: new Date('2026-01-01T00:01:00Z'), job: 'job 00:01' },
      },
    ])
  }))
