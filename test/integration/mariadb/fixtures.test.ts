import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { field, Model } from '../../../src/data/orm/index.ts'
import { mariadb, skipOn } from '../../support/scratch.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { fixtureSuite } from '../../support/suites/fixtures.ts'
import { load } from '../../unit/fixtures/support.ts'
import { world } from '../../unit/orm/support/database.ts'

let scratch: ScratchDatabase | undefined
after(() => scratch?.drop())

fixtureSuite(mariadb.label, async () => (scratch = await mariadb.scratch()).url, await skipOn(mariadb))

class Letter extends Model {
  body = field.text()
}

test('rows that together are more than max_allowed_packet', await skipOn(mariadb), async (t) => {
  const own = await mariadb.scratch()
  t.after(own.drop)
  const place = await world({ Letter }, (database) => database, own.url)
  t.after(() => place.close())
  const body = 'x'.repeat(150_000)
  const letters = Array.from({ length: 150 }, (_, i) => ({ model: 'lib.letter', pk: i + 1, fields: { body } }))
  assert.equal((await load(place, letters)).installed, 150)
})
