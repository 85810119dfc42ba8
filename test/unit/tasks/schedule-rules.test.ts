import assert from 'node:assert/strict'
import { test } from 'node:test'
import { task as declare, isSchedule, schedule, type TaskEngine, Tasks } from '../../../src/apps/tasks/index.ts'

const task = { ...declare('mail.digest', () => {}), enqueue: async () => ({ id: '1', created: true }) }
const rule = (when: string | { every: string | number }, timeZone = 'Europe/Paris') =>
  schedule('s', when, task).rule(timeZone)

/** The next moments, in UTC, to the minute. */
function moments(when: string | { every: string }, from: string, count: number, timeZone?: string): string[] {
  const found: string[] = []
  for (let at: Date | null = new Date(from); found.length < count; ) {
    at = rule(when, timeZone).next(at)
    if (at === null) break
    found.push(at.toISOString().slice(5, 16))
  }
  return found
}

test('a cron expression is read by a wall clock of its zone', () => {
  assert.deepEqual(moments('0 3 * * *', '2026-07-01T00:00:00Z', 2), ['07-01T01:00', '07-02T01:00'])
  assert.deepEqual(moments('0 3 * * *', '2026-01-01T00:00:00Z', 1), ['01-01T02:00'])
  assert.deepEqual(moments('0 3 * * *', '2026-01-01T00:00:00Z', 1, 'UTC'), ['01-01T03:00'])
  assert.deepEqual(moments('0 0 1 JAN *', '2026-01-02T00:00:00Z', 1, 'UTC'), ['01-01T00:00'])
  assert.deepEqual(moments('@hourly', '2026-01-01T00:30:00Z', 1), ['01-01T01:00'])
  assert.equal(rule('*/20 * * * * *').next(new Date('2026-01-01T00:00:01Z'))?.toISOString(), '2026-01-01T00:00:20.000Z')
  assert.equal(schedule('s', '0 3 * * *', task, { timeZone: 'UTC' }).rule('Asia/Tokyo').text, '0 3 * * * UTC')
})

test('an hour that clocks skip: what is written out comes right after it, what counts time passes over it', () => {
  const before = '2026-03-28T12:00:00Z'
  assert.deepEqual(moments('30 2 * * *', before, 3), ['03-29T01:00', '03-30T00:30', '03-31T00:30'])
  assert.deepEqual(moments('30 2,14 * * *', before, 3), ['03-28T13:30', '03-29T01:00', '03-29T12:30'])
  assert.deepEqual(moments('*/30 * * * *', '2026-03-29T00:30:00Z', 2), ['03-29T01:00', '03-29T01:30'])
})

test('an hour that comes twice: what is written out comes the first time, what counts time goes on', () => {
  assert.deepEqual(moments('30 2 * * *', '2026-10-24T12:00:00Z', 2), ['10-25T00:30', '10-26T01:30'])
  assert.deepEqual(moments('*/30 * * * *', '2026-10-25T00:00:00Z', 4), [
    '10-25T00:30',
    '10-25T01:00',
    '10-25T01:30',
    '10-25T02:00',
  ])
  // Asked in the second of the two hours, the first one is the last that was.
  assert.equal(rule('30 2 * * *').latest(new Date('2026-10-25T01:45:00Z'))?.toISOString(), '2026-10-25T00:30:00.000Z')
})

test('intervals count from 1970, whenever the process began', () => {
  assert.deepEqual(moments({ every: '15m' }, '2026-01-01T00:01:02Z', 2), ['01-01T00:15', '01-01T00:30'])
  assert.deepEqual(moments({ every: '1d' }, '2026-03-28T12:00:00Z', 2), ['03-29T00:00', '03-30T00:00'])
  assert.deepEqual(moments({ every: '1h30m' }, '2026-01-01T00:00:00Z', 1), ['01-01T01:30'])
  assert.equal(rule({ every: 90_000 }).text, 'every 90s')
  for (const every of ['15', 'm', '', '0s', '1.5h', '-1h', '15 m', '401d', `${'1'.repeat(40)}s`, 999, Number.NaN])
    assert.throws(() => rule({ every: every as string }), { code: 'NUAGES_SCHEDULES_BAD_INTERVAL' }, String(every))
})

test('the last moment may be the one that is asked about', () => {
  const at = new Date('2026-01-01T02:00:00.000Z')
  for (const when of ['0 3 * * *', { every: '1h' }] as const) {
    assert.equal(rule(when).latest(at)?.toISOString(), at.toISOString())
    assert.equal(
      rule(when)
        .latest(new Date(at.getTime() + 999))
        ?.toISOString(),
      at.toISOString(),
    )
    assert.ok(rule(when).latest(new Date(at.getTime() - 1))! < at)
    assert.ok(rule(when).next(at)! > at)
  }
})

test('a wrong cron expression is refused where it is written, with the place of the mistake', () => {
  const wrong: readonly [string, number, RegExp][] = [
    ['61 * * * *', 1, /'61' is no minute \(0-59\)/],
    ['0 25 * * *', 3, /'25' is no hour/],
    ['0  3 * * FOO', 10, /'FOO' is no day of week/],
    ['0 3 32 * *', 5, /'32' is no day of month/],
    ['0 3 * 13 *', 7, /'13' is no month/],
    ['99 0 3 * * *', 1, /'99' is no second/],
    ['5-1 * * * *', 1, /'5-1' is no minute/],
    ['*/0 * * * *', 1, /is no minute/],
    ['0 3 * *', 8, /it has 4 fields instead of 5 or 6/],
    ['', 1, /it has 0 fields/],
    ['0 3 * * * * 2026', 13, /it has 7 fields/],
    ['@nightly', 1, /there is no such word/],
    [`${'1,'.repeat(200)} * * * *`, 201, /too long/],
  ]
  for (const [text, place, problem] of wrong) {
    assert.throws(
      () => schedule('nightly', text, task),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'NUAGES_SCHEDULES_BAD_CRON', text)
        assert.match(error.message, problem)
        assert.match(error.message, new RegExp(`at character ${place}:`), text)
        return true
      },
    )
  }
  assert.throws(() => schedule('s', '0 0 30 2 *', task), { code: 'NUAGES_SCHEDULES_NEVER' })
  assert.throws(() => schedule('s', '0 3 * * *', task, { timeZone: 'Mars/Olympus' }), {
    code: 'NUAGES_TIME_UNKNOWN_ZONE',
  })
  for (const name of ['', 'a b', 'x'.repeat(101), "'"])
    assert.throws(() => schedule(name, '0 3 * * *', task), { code: 'NUAGES_SCHEDULES_BAD_NAME' })
})

test('what is a schedule is known among what a module exports', () => {
  assert.ok(isSchedule(schedule('s', '0 3 * * *', task)))
  assert.ok(!isSchedule(task))
  assert.ok(!isSchedule(null))
})

test('what a task needs to be given, its schedule has to say', async () => {
  const given: unknown[] = []
  const greet = {
    ...declare('greet', (_payload: { name: string }) => {}),
    enqueue: async (payload: { name: string }) => {
      given.push(payload)
      return { id: '1', created: true }
    },
  }
  // @ts-expect-error without a payload
  schedule('s', '0 3 * * *', greet)
  // @ts-expect-error with another one
  schedule('s', '0 3 * * *', greet, { payload: { nam: 'x' } })
  await schedule('s', '0 3 * * *', greet, { payload: { name: 'x' } }).enqueue(new Date(0))
  await schedule('s', '0 3 * * *', greet, { payload: (moment) => ({ name: moment.toISOString() }) }).enqueue(
    new Date(0),
  )
  await schedule('s', '0 3 * * *', task).enqueue(new Date(0))
  assert.deepEqual(given, [{ name: 'x' }, { name: '1970-01-01T00:00:00.000Z' }])
})

test('a project knows the schedules that its apps list, and refuses those that cannot run', () => {
  const listed = declare('app.work', () => {})
  const nightly = schedule('nightly', '0 3 * * *', listed)
  const engine = {} as TaskEngine
  assert.deepEqual(new Tasks({ engine, tasks: [{ listed, nightly, again: nightly }] }).schedules, [nightly])
  const other = schedule('nightly', { every: '1h' }, listed)
  assert.throws(() => new Tasks({ engine, tasks: [{ listed, nightly, other }] }), { code: 'NUAGES_SCHEDULES_TWICE' })
  assert.throws(() => new Tasks({ engine, tasks: [{ nightly }] }), { code: 'NUAGES_SCHEDULES_NOT_LISTED' })
})
