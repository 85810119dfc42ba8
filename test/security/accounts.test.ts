import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { AuthEvent } from '../../src/apps/accounts/index.ts'
import { createUser, Group, Passwords, User } from '../../src/apps/auth/index.ts'
import { Session } from '../../src/apps/sessions/index.ts'
import { collectQueries, type TestProject } from '../../src/tools/testing/index.ts'
import { everyPlace, type Place } from '../support/scratch.ts'
import { accountsProject, asProgram, linkIn, mails, password } from '../unit/accounts/support.ts'

const another = 'another long password'
const rights = {
  isSuperuser: 'on',
  is_superuser: 'on',
  isStaff: 'on',
  is_staff: 'on',
  isActive: '',
  groups: '1',
  userPermissions: '1',
  user_permissions: '1',
  id: '1',
  lastLogin: '2020-01-01',
}

/** How many hashes are computed while `work` runs. */
async function hashesOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const methods = ['check', 'hash', 'waste', 'verify'] as const
  const before = methods.map((name) => Passwords.prototype[name])
  for (const [index, name] of methods.entries())
    Object.defineProperty(Passwords.prototype, name, {
      configurable: true,
      writable: true,
      value(this: Passwords, ...given: never[]) {
        count++
        return (before[index] as (...given: never[]) => unknown).apply(this, given)
      },
    })
  try {
    await work()
  } finally {
    for (const [index, name] of methods.entries())
      Object.defineProperty(Passwords.prototype, name, { configurable: true, writable: true, value: before[index] })
  }
  return count
}

for (const { label, skip, open } of await everyPlace())
  describe(`accounts, attacked, on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      site = await accountsProject({}, { auth: { throttle: false } }, [], place.url)
    })
    after(async () => {
      await site.close()
      await place.drop()
    })
    beforeEach(async () => {
      await mails(site)
      await site.run(async () => {
        await AuthEvent.all().delete()
        await User.all().delete()
        await Group.all().delete()
        await createUser({ username: 'ann', email: 'ann@example.org', password })
      })
    })
    const enter = async () => {
      const client = site.newClient()
      await client.post('/account/login/', { username: 'ann', password })
      return client
    }
    const who = async (client: { get: TestProject['get'] }) => (await client.get('/whoami/')).text()
    const resetLink = async () => {
      await site.newClient().post('/account/reset/', { email: 'ann@example.org' })
      return linkIn((await mails(site))[0])
    }

    test('two resets with one link at the same time: one wins, and its password is the one', async () => {
      const link = await resetLink()
      const secrets = ['the first new password', 'the second new password', 'the third new password']
      const answers = await Promise.all(
        secrets.map((newPassword) => asProgram(site.newClient(), link, { newPassword })),
      )
      const statuses = answers.map(({ status }) => status)
      assert.deepEqual(statuses.toSorted(), [200, 410, 410])
      const winner = secrets[statuses.indexOf(200)]!
      const ann = await site.run(() => User.get({ username: 'ann' }))
      assert.equal(await site.run(() => ann.checkPassword(winner)), true)
      assert.equal((await mails(site)).length, 1)
    })

    test('a link to reset dies with a login, another address, another password, and time', async () => {
      for (const change of [
        (user: User) => Object.assign(user, { lastLogin: new Date(Date.now() + 5000) }),
        (user: User) => Object.assign(user, { email: 'ann@new.example' }),
        (user: User) => user.setPassword(another),
        (user: User) => Object.assign(user, { isActive: false }),
      ]) {
        const link = await resetLink()
        assert.equal((await asProgram(site.client, link)).status, 200)
        await site.run(async () => {
          const ann = await User.get({ username: 'ann' })
          await change(ann)
          await ann.save()
        })
        assert.equal((await asProgram(site.client, link, { newPassword: another })).status, 410)
        await site.run(async () => {
          await User.all().delete()
          await createUser({ username: 'ann', email: 'ann@example.org', password })
        })
      }
    })

    test('an address is proved once, and for one account, however many try at the same moment', async () => {
      const clients = []
      for (const username of ['bob', 'cid']) {
        await site.run(() => createUser({ username, email: `${username}@example.org`, password }))
        const client = site.newClient()
        await client.post('/account/login/', { username, password })
        await client.post('/account/email/', { email: 'Shared@new.example' })
        clients.push(client)
      }
      const links = (await mails(site)).map(linkIn)
      assert.equal(links.length, 2)
      const tries = [...links, ...links].map((link) => asProgram(site.newClient(), link, {}))
      const statuses = (await Promise.all(tries)).map(({ status }) => status)
      assert.deepEqual(statuses.toSorted(), [200, 410, 410, 410])
      assert.equal(await site.run(() => User.filter({ email: 'Shared@new.example' }).count()), 1)
      assert.equal(await site.run(() => AuthEvent.filter({ kind: 'emailChanged' }).count()), 1)
    })

    test('a link that verifies dies with another address', async () => {
      const client = await enter()
      const links: string[] = []
      for (const email of ['one@new.example', 'two@new.example']) {
        await client.post('/account/email/', { email })
        links.push(linkIn((await mails(site))[0]))
      }
      assert.equal((await asProgram(site.newClient(), links[0]!, {})).status, 200)
      assert.equal((await asProgram(site.newClient(), links[1]!, {})).status, 410)
    })

    test('odd links are answered 410, and ask for no hash', async () => {
      const uids = ['MQ', 'x', 'ODg4ODg4ODg4ODg4ODg4ODg4ODg4', 'JyBPUiAx', '4pi6', 'AA']
      for (const uid of uids)
        for (const token of ['abc-def', 'new-password', '1-1', '%00', 'a'.repeat(2000)])
          assert.equal((await site.client.get(`/account/reset/${uid}/${token}/`)).status, 410, `${uid} ${token}`)
      for (const token of ['x', 'a:b:c', 'a'.repeat(3000)])
        assert.equal((await site.client.get(`/account/verify/${token}/`)).status, 410, token)
    })

    test('one account’s link is not another’s', async () => {
      const link = await resetLink()
      await site.run(() => createUser({ username: 'bob', email: 'bob@example.org', password }))
      const bob = await site.run(() => User.get({ username: 'bob' }))
      const uid = Buffer.from(String(bob.id)).toString('base64url')
      const stolen = link.replace(/reset\/[^/]+/, `reset/${uid}`)
      assert.equal((await asProgram(site.client, stolen, { newPassword: another })).status, 410)
    })

    test('an address that is known is answered like one that is not: same bytes, hashes and queries', async () => {
      const measure = async (address: string, values: Record<string, string>) => {
        const client = site.newClient()
        let answer: readonly unknown[] = []
        let before = 0
        const hashes = await hashesOf(async () => {
          const { queries } = await collectQueries(async () => {
            const response = await client.post(address, values)
            answer = [response.status, response.headers.get('location'), await response.text()]
          })
          before = queries.length
        })
        await mails(site)
        return { answer, hashes, queries: before }
      }
      for (const [address, known, unknown] of [
        ['/account/login/', { username: 'ann', password: 'wrong' }, { username: 'nob', password: 'wrong' }],
      ] as const) {
        const [one, other] = [await measure(address, known), await measure(address, unknown)]
        assert.deepEqual([one.hashes, other.hashes], [1, 1], address)
        assert.equal(one.queries, other.queries, address)
        const plain = ({ answer }: typeof one) =>
          String(answer[2])
            .replace(/name="csrfmiddlewaretoken" value="\w+"/g, '')
            .replace(/value="(?:ann|nob)"/, '')
        assert.equal(plain(one), plain(other))
      }
      for (const [address, known, unknown] of [
        ['/account/reset/', { email: 'ann@example.org' }, { email: 'nob@example.org' }],
        [
          '/account/register/',
          { username: 'one', email: 'ann@example.org', password },
          { username: 'two', email: 'two@example.org', password },
        ],
      ] as const) {
        const answers = []
        for (const values of [known, unknown]) {
          const response = await site.newClient().post(address, values)
          answers.push([response.status, response.headers.get('location'), await response.text()])
          await mails(site)
        }
        assert.deepEqual(answers[0], answers[1], address)
      }
    })

    test('nobody gets rights by naming them', async () => {
      await site.run(() => Group.create({ name: 'chiefs' }))
      const query = `?${new URLSearchParams(rights)}`
      const values = { username: 'eve', email: 'eve@example.org', password, ...rights }
      await site.newClient().post(`/account/register/${query}`, values)
      await asProgram(site.newClient(), `/account/register/${query}`, {
        ...values,
        username: 'ivy',
        email: 'ivy@example.org',
        isSuperuser: true,
        groups: [1],
      })
      await mails(site)
      const client = await enter()
      for (const page of ['profile', 'email', 'password', 'reauthenticate']) {
        await client.post(`/account/${page}/${query}`, {
          ...rights,
          firstName: 'A',
          lastName: 'B',
          email: 'a@new.example',
        })
        await asProgram(client, `/account/${page}/${query}`, { ...rights, isSuperuser: true, firstName: 'A' })
      }
      await site.run(async () => {
        const all = await User.all()
        assert.deepEqual(all.map(({ username }) => username).sort(), ['ann', 'eve', 'ivy'])
        for (const user of all) {
          assert.deepEqual([user.isSuperuser, user.isStaff, user.isActive], [false, false, true])
          assert.equal(await user.groups.count(), 0)
        }
      })
    })

    test('a key of a session that was known before a login is worth nothing after it', async () => {
      const client = site.newClient()
      const link = await resetLink()
      await client.get(link)
      const before = client.cookies.get('sessionid')!
      await client.post('/account/login/', { username: 'ann', password })
      const stranger = site.newClient()
      stranger.cookies.set('sessionid', before)
      assert.equal(await who(stranger), 'AnonymousUser')
      const made = site.newClient()
      made.cookies.set('sessionid', 'a'.repeat(32))
      await made.post('/account/login/', { username: 'ann', password })
      assert.notEqual(made.cookies.get('sessionid'), 'a'.repeat(32))
    })

    test('a user who is made inactive, or deleted, is out at once', async () => {
      const client = await enter()
      await site.run(() => User.filter({ username: 'ann' }).update({ isActive: false }))
      assert.equal(await who(client), 'AnonymousUser')
      await site.run(() => User.filter({ username: 'ann' }).update({ isActive: true }))
      const other = await enter()
      await site.run(() => User.filter({ username: 'ann' }).delete())
      assert.equal(await who(other), 'AnonymousUser')
      assert.equal((await other.get('/account/')).status, 302)
      assert.equal(await site.run(() => AuthEvent.filter({ kind: 'login', user: null } as never).count()), 2)
    })

    test('`next` leads nowhere else', async () => {
      for (const next of [
        'https://evil.example/',
        '//evil.example',
        '/\\evil.example',
        'javascript:alert(1)',
        'http:evil',
      ]) {
        const client = site.newClient()
        const entered = await client.post('/account/login/', { username: 'ann', password, next })
        assert.equal(entered.headers.get('location'), '/', next)
        const shown = await client.post('/account/reauthenticate/', { password, next })
        assert.equal(shown.headers.get('location'), '/account/', next)
        const left = await client.post('/account/logout/', { next })
        assert.match(left.headers.get('location')!, /^\/account\/login\//)
      }
    })

    test('nothing that changes is done for another site, or by a link', async () => {
      const client = site.newClient({ enforceCsrf: true })
      const foreign = { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } }
      for (const page of ['login', 'logout', 'register', 'reset', 'resend', 'password', 'email', 'delete', 'profile']) {
        assert.equal((await client.post(`/account/${page}/`, 'username=ann', foreign)).status, 403, page)
      }
      const ann = await enter()
      for (const page of ['logout', 'resend', 'sessions/end', 'sessions/1/end'])
        assert.equal((await ann.get(`/account/${page}/`)).status, 405, page)
      assert.equal(await who(ann), 'ann')
    })

    test('mails to one account have a limit', async () => {
      let sent = 0
      for (let round = 0; round < 8; round++) {
        await site.newClient().post('/account/reset/', { email: 'ann@example.org' })
        sent += (await mails(site)).length
      }
      assert.equal(sent, 5)
    })

    test('long and odd input', async () => {
      const long = 'x'.repeat(1_000_000)
      const client = await enter()
      assert.equal((await client.post('/account/login/', { username: long, password: long })).status, 422)
      for (const sent of [
        { username: long, email: `${long}@example.org`, password: long },
        { username: 'a\0b', email: 'a\0@example.org', password: '\0'.repeat(10) },
        {
          username: '\ud800',
          email: '"a b"@example.org',
          password: '\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800',
        },
        { username: 'a', email: 'a@example.org\nbcc: b@example.org', password },
      ]) {
        const { status } = await asProgram(client, '/account/register/', sent)
        assert.ok(status === 422 || status === 413, `${status} ${JSON.stringify(sent).slice(0, 60)}`)
      }
    })

    test('no secret is in an event', async () => {
      const client = await enter()
      await client.post('/account/login/', { username: 'ann', password: 'a wrong secret' })
      await resetLink()
      await client.post('/account/password/', { currentPassword: password, newPassword: another })
      await mails(site)
      const all = JSON.stringify(await site.run(async () => (await AuthEvent.all()).map((event) => event.toJSON())))
      const keys = await site.run(async () => (await Session.all()).map(({ sessionKey }) => sessionKey))
      for (const secret of [password, another, 'a wrong secret', ...keys]) assert.ok(!all.includes(secret))
    })
  })
