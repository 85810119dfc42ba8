import assert from 'node:assert/strict'
import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { inspectSuite } from '../../support/suites/inspect.ts'

inspectSuite({
  label: 'MariaDB',
  database: 'mysql',
  skip: await skipWithout('mariadb'),
  scratch: scratchMariadb,
  schemas: [{ file: 'hand-made.mariadb.sql' }],
  runs: 5,
  tests: {
    'values of every type are read': async ({ Users, V }) => {
      const [user] = await Users.all()
      assert.deepEqual([user.role, user.flags, user.active, user.y, user.t], ['user', 'a,b', true, 2020, '10:00:00'])
      assert.deepEqual([user.doc, user.i4, user.i6, user.low], [{ a: 1 }, '1.2.3.4', '::1', 'ada'])
      assert.deepEqual([user.ubig, String(user.price), String(user.total)], [2n ** 64n - 1n, '0.00', '0.00'])
      assert.match(user.u, /^[0-9a-f-]{36}$/)
      assert.deepEqual(user.bin16.subarray(0, 4), new Uint8Array([97, 98, 99, 0]))
      assert.equal((await V.all())[0].email, 'a@b')
    },
    'values of every type are written, and found by': async ({ Users }) => {
      const row = await Users.create({ email: 'b@c', role: "it's", flags: 'a,c', price: '2.50', i6: '::2', y: 2021 })
      const found = await Users.get({ role: "it's" })
      assert.equal(found.pk, row.pk)
      assert.deepEqual([found.flags, String(found.total), found.i6, found.y], ['a,c', '5.00', '::2', 2021])
      found.flags = 'b'
      await found.save()
      assert.equal(await Users.filter({ flags: 'b' }).count(), 1)
      await found.delete()
    },
    'link tables with and without a model are followed and written': async ({ Users, Posts, Likes }) => {
      const [user] = await Users.all()
      const [post] = await Posts.all()
      await post.authors.add(user)
      assert.equal(await user.postsByAuthors.count(), 1)
      await post.authors.clear()
      assert.equal(await post.authors.count(), 0)
      assert.equal(await user.posts.count(), 1)
      assert.equal((await Likes.all())[0].post.pk, post.pk)
    },
  },
})
