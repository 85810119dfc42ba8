import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { type Area, type Tally, tally } from '../conformance/harness.ts'
import { conform } from '../conformance/run.ts'
import { skipWithout } from '../support/services.ts'

const folder = join(import.meta.dirname, '..', 'conformance')
const kept = join(folder, 'counts.json')

describe('conformance vectors', () => {
  let tallies: Tally[] = []
  before(async () => {
    tallies = await conform(folder)
  })

  test('no area answers fewer vectors than before', async () => {
    const passed = Object.fromEntries(tallies.map((each) => [each.title, each.passed]))
    const update = process.env['NUAGES_UPDATE'] === '1' || !existsSync(kept)
    if (update) writeFileSync(kept, `${JSON.stringify(passed, null, 2)}\n`)
    const floor = JSON.parse(readFileSync(kept, 'utf8')) as Record<string, number>
    const servers = ['postgres', 'mariadb'] as const
    const absent = await Promise.all(servers.map(async (name) => (await skipWithout(name)) !== false))
    for (const [title, count] of Object.entries(floor)) {
      if (servers.some((name, i) => absent[i] && title.endsWith(`(${name})`))) continue
      assert.ok((passed[title] ?? 0) >= count, `${title}: ${passed[title] ?? 0} passed, ${count} before`)
    }
    for (const each of tallies) {
      assert.ok(
        each.passed <= (floor[each.title] ?? 0),
        `${each.title} rose to ${each.passed}: keep it with NUAGES_UPDATE=1`,
      )
    }
  })

  test('the list of differences keeps to its rules', () => {
    assert.deepEqual(
      tallies.flatMap(({ objections }) => objections),
      [],
    )
  })
})

test('a case that nobody reported has failed, and a difference never counts as passed', () => {
  const area: Area = { area: 'x', cases: ['x/a/1', 'x/a/2', 'x/a/3'].map((id) => ({ id, expected: {} })) }
  const results = new Map<string, string | null>([
    ['x/a/1', null],
    ['x/a/2', 'other text'],
  ])
  const counted = tally('x', area, results, [{ id: 'x/a/2', reason: 'ours is better' }])
  assert.equal(counted.passed, 1)
  assert.equal(counted.total, 3)
  assert.deepEqual(
    counted.failures.map(({ id }) => id),
    ['x/a/3'],
  )
  assert.match(counted.objections.join(), /more than 3 %/)
})
