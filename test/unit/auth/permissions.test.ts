import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AnonymousUser, ContentType, createPermissions, Group, Permission, User } from '../../../src/apps/auth/index.ts'
import { assertNumQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { again, deskProject, grant, person, root } from './newsdesk.ts'

let site: TestProject
before(async () => {
  site = await testProject(deskProject)
})
after(() => site.close())

const named = async (app: string) =>
  (await Permission.filter({ contentType__appLabel: app }).values('contentType__model', 'codename', 'name')).map(
    (row) => `${row.contentType__model} ${row.codename}: ${row.name}`,
  )

test('every model has its permissions, under the names that Django gives them', async () => {
  await site.run(async () => {
    const desk = await named('desk')
    assert.deepEqual(
      desk.filter((each) => each.startsWith('article')),
      [
        'article add_article: Can add article',
        'article change_article: Can change article',
        'article delete_article: Can delete article',
        'article publish_article: Can publish articles',
        'article see_fees: Can see fees',
        'article view_article: Can view article',
      ],
    )
    assert.deepEqual(
      desk.filter((each) => each.startsWith('photo')),
      ['photo crop_photo: Can crop picture', 'photo view_photo: Can view picture'],
    )
    // A proxy has its own, as in Django.
    assert.equal(desk.filter((each) => each.startsWith('livephoto')).length, 4)
    assert.ok((await named('contenttypes')).includes('contenttype add_contenttype: Can add content type'))
    // Link tables that nobody declared have none.
    assert.ok(desk.every((each) => !each.includes('authors')))
  })
})

test('where nothing is missing, one query says so; what is missing is made, and nothing else is touched', async () => {
  await site.run(async () => {
    const { orm } = site.project
    const before = await Permission.count()
    await assertNumQueries(1, () => createPermissions({ orm }))
    await Permission.filter({ codename: 'view_article' }).delete()
    await ContentType.filter({ model: 'photo' }).delete()
    const made = await createPermissions({ orm })
    assert.deepEqual(made.contentTypes, ['desk.photo'])
    assert.deepEqual([...made.permissions].sort(), ['desk.crop_photo', 'desk.view_article', 'desk.view_photo'])
    assert.equal(await Permission.count(), before)
    const parallel = await Promise.all([1, 2, 3].map(() => createPermissions({ orm })))
    assert.ok(parallel.every(({ permissions }) => permissions.length === 0))
  })
})

test('a user has their own permissions and those of their groups, read with one query for each row', async () => {
  await site.run(async () => {
    const user = await person('ada')
    const editors = await Group.create({ name: 'editors' })
    await grant(user, 'desk.add_article', 'desk.change_article')
    await grant(editors, 'desk.publish_article', 'desk.change_article')
    await user.groups.add(editors)
    const seen = await again(user)
    await assertNumQueries(1, async () => {
      assert.equal(await seen.hasPermission('desk.add_article'), true)
      assert.equal(await seen.hasPermission('desk.publish_article'), true)
      assert.equal(await seen.hasPermission('desk.delete_article'), false)
      assert.equal(await seen.hasPermissions(['desk.add_article', 'desk.publish_article']), true)
      assert.equal(await seen.hasPermissions(['desk.add_article', 'desk.delete_article']), false)
      assert.equal(await seen.hasModulePermissions('desk'), true)
      assert.equal(await seen.hasModulePermissions('des'), false)
      assert.deepEqual([...(await seen.permissions())].sort(), [
        'desk.add_article',
        'desk.change_article',
        'desk.publish_article',
      ])
      assert.deepEqual([...(await seen.groupPermissions())].sort(), ['desk.change_article', 'desk.publish_article'])
    })
  })
})

test('an inactive user has none, even a superuser; a superuser has all; nobody in particular has none', async () => {
  await site.run(async () => {
    const chief = await root()
    assert.equal(await chief.hasPermission('desk.no_such' as never), true)
    assert.equal(await chief.hasModulePermissions('anything'), true)
    assert.equal((await chief.permissions()).size, await Permission.count())
    chief.isActive = false
    await chief.save()
    const asleep = await again(chief)
    assert.equal(await asleep.hasPermission('desk.add_article'), false)
    assert.equal(await asleep.hasPermissions([]), false)
    assert.equal(await asleep.hasModulePermissions('desk'), false)
    assert.equal((await asleep.permissions()).size, 0)
    const nobody = new AnonymousUser()
    assert.equal(await nobody.hasPermission('desk.add_article'), false)
    assert.equal(await nobody.can('desk.add_article'), false)
    assert.equal((await nobody.permissions()).size, 0)
  })
})

test('withPermission finds each user who has it once: by themselves, by groups, as superusers, and active', async () => {
  await site.run(async () => {
    await User.all().delete()
    const [bo, cy, di, ed] = await Promise.all(['bo', 'cy', 'di', 'ed'].map(person))
    const [one, two] = [await Group.create({ name: 'one' }), await Group.create({ name: 'two' })]
    await grant(one, 'desk.crop_photo')
    await grant(two, 'desk.crop_photo')
    await grant(bo!, 'desk.crop_photo')
    await bo!.groups.add(one, two)
    await cy!.groups.add(two)
    await grant(di!, 'desk.crop_photo')
    await User.filter({ pk: di!.pk }).update({ isActive: false })
    await grant(ed!, 'desk.view_photo')
    await root()
    const names = async (rows: PromiseLike<User[]>) => (await rows).map(({ username }) => username).sort()
    assert.deepEqual(await names(User.withPermission('desk.crop_photo')), ['bo', 'cy', 'root'])
    assert.deepEqual(await names(User.withPermission('desk.crop_photo', { inactive: true, superusers: false })), [
      'bo',
      'cy',
      'di',
    ])
    assert.equal(await User.withPermission('desk.crop_photo').filter({ username: 'bo' }).count(), 1)
  })
})
