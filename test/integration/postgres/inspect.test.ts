import assert from 'node:assert/strict'
import { infoOf } from 'nuages/orm'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { inspectSuite } from '../../support/suites/inspect.ts'

inspectSuite({
  label: 'PostgreSQL',
  database: 'postgres',
  skip: await skipWithout('postgres'),
  scratch: scratchPostgres,
  schemas: [{ file: 'hand-made.postgres.sql' }],
  runs: 5,
  tests: {
    'values of every type are read': async ({ Users, V, Mv }) => {
      const [user] = await Users.all()
      const { score, tags, nums, span, doc, token, ...row } = user
      assert.equal(String(score), '12.50')
      assert.deepEqual([tags, nums, span, doc], [['a', 'b'], [1, 2], 93_600_000, {}])
      assert.match(token, /^[0-9a-f-]{36}$/)
      assert.equal(String(row.free), '1.1234567890')
      assert.deepEqual([row.r, row.m, row.b, row.p, row.attz], ['[1,3)', '$3.00', '101', '(1,2)', '10:00:00+02'])
      assert.deepEqual([row.net, row.mac, row.x], ['10.0.0.0/8', '08:00:2b:01:02:03', '<a/>'])
      assert.deepEqual([row.fullName, row.len, row.big, row.ch], ['ada x', 3, 9007199254740993n, 'a  '])
      assert.equal((await V.all())[0].name, 'ada')
      assert.equal((await Mv.all())[0].two, 'x')
    },
    'values of every type are written, and found by': async ({ Users }) => {
      const row = await Users.create({
        name: 'bob',
        mood: "it's fine",
        r: '[2,4)',
        m: '7',
        p: '(3,4)',
        mac: '08:00:2b:01:02:04',
        span: 'P1DT1H',
        pos: 4,
        tags: ['x'],
        doc: { a: 1 },
      })
      const found = await Users.get({ mood: "it's fine" })
      assert.equal(found.pk, row.pk)
      assert.deepEqual([found.r, found.m, found.p, found.span, found.pos], ['[2,4)', '$7.00', '(3,4)', 90_000_000, 4])
      assert.equal(await Users.filter({ mood__in: ['ok', 'sad'] }).count(), 1)
      assert.equal(await Users.filter({ doc__a: 1 }).count(), 1)
      found.mood = 'sad'
      found.net = '10.1.0.0/16'
      await found.save()
      assert.equal((await Users.get({ pk: row.pk })).net, '10.1.0.0/16')
      await found.delete()
    },
    'a list or a computed column is no key': async (models) => {
      for (const name of ['Listkey', 'Listfirst', 'Listpair', 'Computedkey'])
        assert.equal(infoOf(models[name]!).key.property, 'n', name)
      assert.equal(models['Onlylists'], undefined)
    },
    'a link table whose key is its two columns is followed and written': async ({ Posts, Tags, PostsTags, Users }) => {
      const [post] = await Posts.all()
      const tag = await Tags.create({ name: 'new' })
      assert.match(tag.pk, /^[0-9a-f-]{36}$/)
      await post.tags.add(tag)
      assert.deepEqual((await post.tags.load()).map((each: { name: string }) => each.name).sort(), ['new', 't'])
      assert.equal(await tag.posts.count(), 1)
      await post.tags.remove(tag)
      assert.equal(await post.tags.count(), 1)
      assert.equal(await PostsTags.all().count(), 1)
      assert.equal(await Users.filter({ postsByAuthor__slug: 'a' }).count(), 1)
    },
  },
})
