import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  durationText,
  formatDate,
  instantOf,
  isoDuration,
  parseDate,
  parseDatetime,
  parseDuration,
  parseTime,
  partsInZone,
  timeSince,
  zoneOffset,
} from '../../../src/base/time/index.ts'

const moment = new Date(Date.UTC(2024, 4, 17, 13, 45, 30, 123))

describe('formatDate', () => {
  test('the common characters', () => {
    const table: [string, string][] = [
      ['j F Y', '17 May 2024'],
      ['D, d M y', 'Fri, 17 May 24'],
      ['N jS', 'May 17th'],
      ['H:i:s.u', '13:45:30.123000'],
      ['g:i A / P', '1:45 PM / 1:45 p.m.'],
      ['c', '2024-05-17T13:45:30.123000+00:00'],
      ['r', 'Fri, 17 May 2024 13:45:30 +0000'],
      ['U W o z t L', '1715953530 20 2024 138 31 true'],
      ['\\Y\\e\\a\\r: Y', 'Year: 2024'],
    ]
    for (const [format, expected] of table) assert.equal(formatDate(moment, format), expected, format)
  })

  test('zones', () => {
    const winter = new Date(Date.UTC(2024, 0, 1, 12))
    assert.equal(formatDate(moment, 'H:i T O', { timeZone: 'Europe/Paris' }), '15:45 CEST +0200')
    assert.equal(formatDate(winter, 'H:i T I', { timeZone: 'America/New_York' }), '07:00 EST 0')
    assert.equal(formatDate(moment, 'c', { timeZone: '+05:30' }), '2024-05-17T19:15:30.123000+05:30')
    assert.throws(() => formatDate(moment, 'c', { timeZone: 'Mars/Base' }), { code: 'NUAGES_TIME_UNKNOWN_ZONE' })
  })

  test('texts of days, times and both', () => {
    assert.equal(formatDate('2024-02-29', 'l j F'), 'Thursday 29 February')
    assert.equal(formatDate('14:05', 'P'), '2:05 p.m.')
    assert.equal(formatDate('2024-02-29T10:11:12.000045', 'H:i u'), '10:11 000045')
    assert.equal(formatDate('nonsense', 'Y'), '')
    assert.equal(formatDate(new Date(Number.NaN), 'Y'), '')
    assert.throws(() => formatDate('2024-02-29', 'H:i'), { code: 'NUAGES_TIME_WRONG_FORMAT' })
    assert.throws(() => formatDate('14:05', 'Y'), { code: 'NUAGES_TIME_WRONG_FORMAT' })
  })

  test('agrees with Intl about any instant in any zone', () => {
    const zones = ['UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe']
    const instants = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (date, timeZone) => {
        const expected = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
          date,
        )
        assert.equal(formatDate(date, 'Y-m-d H:i:s', { timeZone }), expected)
        const parts = partsInZone(date, timeZone)
        const back = instantOf(parts, timeZone)
        // An hour that happens twice is read as one of the two.
        assert.ok(Math.abs(back.getTime() - date.getTime()) <= 3_600_000 && zoneOffset(back, timeZone) % 1 === 0)
        assert.equal(formatDate(back, 'Y-m-d H:i', { timeZone }), formatDate(date, 'Y-m-d H:i', { timeZone }))
      }),
    )
  })

  test('any instant that a Date can be is the day and time that Date itself says', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (time) => {
        const date = new Date(time)
        assert.deepEqual(partsInZone(date, 'UTC'), {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
          microsecond: date.getUTCMilliseconds() * 1000,
          offset: 0,
          zone: 'UTC',
        })
      }),
      { numRuns: 1000, examples: [[-8.64e15], [8.64e15], [0], [-1], [951_782_400_000]] },
    )
  })

  test('every change of the clocks is where Intl has it', () => {
    const hour = 3_600_000
    // Changes a week apart, at one minute past midnight, by half an hour, to the other side of the date line, and none.
    const zones = ['America/Boa_Vista', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kolkata']
    for (const timeZone of zones) {
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
      const shown = (time: number) => clock.format(time)
      let [previous, changes] = [zoneOffset(new Date(Date.UTC(2000, 0, 1)), timeZone), 0]
      for (let time = Date.UTC(2000, 0, 1); time < Date.UTC(2012, 0, 1); time += hour) {
        const offset = zoneOffset(new Date(time), timeZone)
        if (offset === previous) continue
        previous = offset
        changes++
        for (let near = time - hour; near < time + 5 * 60_000; near += 60_000)
          assert.equal(formatDate(new Date(near), 'Y-m-d H:i:s', { timeZone }), shown(near), `${timeZone} ${near}`)
      }
      assert.ok(timeZone === 'Asia/Kolkata' ? changes === 0 : changes > 1, `${timeZone}: ${changes}`)
    }
  })
})

test('clocks that go back show a time twice: its first instant; over a time that they skip it is counted on', () => {
  const parts = (text: string) => parseDatetime(text)!
  const at = (text: string, zone: string) => instantOf(parts(text), zone).toISOString()
  assert.equal(at('2024-10-27T02:30:00', 'Europe/Berlin'), '2024-10-27T00:30:00.000Z')
  assert.equal(at('2024-11-03T01:30:00', 'America/New_York'), '2024-11-03T05:30:00.000Z')
  assert.equal(at('2024-03-31T02:30:00', 'Europe/Berlin'), '2024-03-31T01:30:00.000Z')
  assert.equal(at('2024-03-10T02:30:00', 'America/New_York'), '2024-03-10T07:30:00.000Z')
  assert.equal(at('2024-04-07T01:45:00', 'Australia/Lord_Howe'), '2024-04-06T14:45:00.000Z')
  assert.equal(at('2011-12-30T12:00:00', 'Pacific/Apia'), '2011-12-30T22:00:00.000Z')
})

describe('parsing', () => {
  test('ISO texts, or null, or an error where no calendar has them', () => {
    assert.equal(parseDate('2024-2-9')?.day, 9)
    assert.equal(parseTime('10:20:30.1234567')?.microsecond, 123456)
    assert.equal(parseDatetime('2024-02-29 10:20+02:00')?.offset, 120)
    assert.equal(parseDatetime('2024-02-29 10:20+01:70')?.offset, 130)
    assert.equal(parseDuration(''), 0)
    assert.equal(parseDuration('4 days, 15:30.1'), 4 * 86_400_000 + 930_100)
    for (const text of ['4 days 15:30.1', '1  15', 'P-1D', '05 day15:30', '1 day 5:6:7']) {
      assert.equal(parseDuration(text), null, text)
    }
    for (const text of ['', 'x', '24-01-01', '2024-01-01T', '2024/01/01', '10', '10:20:30:40']) {
      assert.equal(parseDate(text) ?? parseTime(text) ?? parseDatetime(text), null, text)
    }
    for (const text of ['2023-02-29', '2024-13-01', '24:00', '10:60', '2024-01-01T10:00+25:00']) {
      assert.throws(
        () => parseDate(text) ?? parseTime(text) ?? parseDatetime(text),
        { code: 'NUAGES_TIME_OUT_OF_RANGE' },
        text,
      )
    }
  })

  test('durations, there and back', () => {
    assert.equal(parseDuration('P1DT2H3M4.5S'), 93_784_500)
    assert.equal(parseDuration('-1 day, 0:00:01'), -86_399_000)
    assert.equal(parseDuration('P1Y'), null)
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (microseconds) => {
        assert.equal(parseDuration(durationText(microseconds / 1000)), microseconds / 1000)
        assert.equal(parseDuration(isoDuration(microseconds / 1000)), microseconds / 1000)
      }),
    )
  })
})

test('timeSince counts in the calendar, its two largest units', () => {
  const since = (from: string, to: string) => timeSince(new Date(from), new Date(to)).replaceAll('\u00a0', ' ')
  assert.equal(since('2024-01-31', '2024-02-29'), '4 weeks, 1 day')
  assert.equal(since('2023-01-31', '2024-02-29'), '1 year')
  assert.equal(since('2024-01-01', '2024-01-01T00:00:59'), '0 minutes')
  assert.equal(since('2024-01-02', '2024-01-01'), '0 minutes')
  assert.equal(since('2024-01-01', '2024-01-10T05:00'), '1 week, 2 days')
  assert.equal(since('2024-01-01', '2024-01-08T05:00'), '1 week')
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), fc.date({ noInvalidDate: true }), (a, b) => {
      assert.match(timeSince(a, b), /^\d+\u00a0\w+(, \d+\u00a0\w+)?$/)
    }),
  )
})
