import assert from 'node:assert/strict'
import { suite, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import {
  type KeptSession,
  RequestSession,
  type SessionData,
  type SessionSettings,
  type SessionStore,
} from '../../../src/apps/sessions/index.ts'

/** A store for one test, and how its time passes. */
export interface SessionBench {
  readonly store: SessionStore
  readonly now: () => number
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void
  /** Runs work in a transaction, where the store is in a database of which others can write meanwhile. */
  readonly atomic?: <R>(work: () => Promise<R>) => Promise<R>
  /** The services that the store needs are there. */
  run<R>(work: () => Promise<R>): Promise<R>
}

export const settingsOf = (
  { store, now }: Pick<SessionBench, 'store' | 'now'>,
  more: Partial<SessionSettings> = {},
): SessionSettings => ({
  store,
  now,
  age: 1000,
  idleTimeout: null,
  absoluteTimeout: null,
  expireAtBrowserClose: false,
  ...more,
})

const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')
const strange = ['__proto__', 'constructor', 'toString', '', 'é ☃ 𝄞', '_session_expirY', 'a b']

/** What every store of sessions promises. */
export function sessionSuite(
  kind: string,
  open: (t: TestContext) => Promise<SessionBench>,
  options: { readonly skip?: false | string; readonly runs?: number } = {},
): void {
  const { runs = 15 } = options
  suite(`sessions ${kind}`, options, () => {
    const promise = (name: string, work: (bench: SessionBench) => Promise<unknown>) =>
      test(name, async (t) => {
        const bench = await open(t)
        await bench.run(() => work(bench))
      })
    const kept = (bench: SessionBench, data: SessionData, seconds = 100): KeptSession => ({
      data,
      expires: new Date(bench.now() + seconds * 1000),
    })
    const adding = (bench: SessionBench, name: string, value: unknown) => (now: SessionData) =>
      kept(bench, { ...now, [name]: value })

    promise('a session is there until it is deleted', async (bench) => {
      const { store } = bench
      const session = kept(bench, { a: 1 })
      const token = await store.create(session)
      assert.deepEqual(await store.load(token), session)
      const next = (await store.update(token, adding(bench, 'b', [2])))!
      assert.deepEqual((await store.load(next))!.data, { a: 1, b: [2] })
      assert.equal(next === token, store.onServer)
      await store.delete(next)
      await store.delete(next)
      if (!store.onServer) return
      assert.equal(await store.load(token), null)
      assert.equal(await store.update(token, adding(bench, 'c', 3)), null)
      assert.equal(await store.rotate(token, adding(bench, 'c', 3)), null)
      assert.equal(await store.load(token), null)
    })

    promise('each session has a token of its own; what is none is no session', async (bench) => {
      const { store } = bench
      const tokens = await Promise.all([1, 2, 3].map((n) => store.create(kept(bench, { n }))))
      assert.equal(new Set(tokens).size, 3)
      const [token] = tokens as [string]
      const wrong = [
        '',
        'x',
        'k'.repeat(32),
        'K'.repeat(32),
        '../../etc/passwd',
        `${token}x`,
        token.slice(1),
        token.slice(0, -1),
      ]
      wrong.push(
        token.toUpperCase(),
        ` ${token}`,
        `${token}\0`,
        `${token}/`,
        'x'.repeat(1_000_000),
        'é'.repeat(32),
        '%',
        '_'.repeat(32),
      )
      for (const each of wrong) {
        assert.equal(await store.load(each), null, each.slice(0, 80))
        assert.equal(await store.update(each, adding(bench, 'x', 1)), null)
        assert.equal(await store.rotate(each, adding(bench, 'x', 1)), null)
        await store.delete(each)
      }
      for (const [i, each] of tokens.entries()) assert.deepEqual((await store.load(each))!.data, { n: i + 1 })
    })

    promise('it ends with its time, and then nothing brings it back', async (bench) => {
      const { store } = bench
      const token = await store.create(kept(bench, { a: 1 }, 100))
      const longer = await store.create(kept(bench, { a: 2 }, 1000))
      bench.pass(99_000)
      const seen = (await store.load(token))!
      bench.pass(1000)
      assert.equal(await store.load(token), null)
      assert.equal(await store.update(token, adding(bench, 'b', 1), seen), null)
      assert.equal(await store.rotate(token, adding(bench, 'b', 1), seen), null)
      assert.equal(await store.load(token), null)
      assert.deepEqual((await store.load(longer))!.data, { a: 2 })
      bench.pass(1)
      await store.clearExpired()
      assert.deepEqual((await store.load(longer))!.data, { a: 2 })
      bench.pass(1_000_000)
      await store.clearExpired()
      assert.equal(await store.clearExpired(), 0)
    })

    promise('a new expiry counts', async (bench) => {
      const { store } = bench
      const token = await store.create(kept(bench, { a: 1 }, 10))
      const later = (await store.update(token, (data) => kept(bench, data, 50)))!
      bench.pass(40_000)
      assert.deepEqual(await store.load(later), { data: { a: 1 }, expires: new Date(bench.now() + 10_000) })
      const sooner = (await store.update(later, (data) => kept(bench, data, 5)))!
      bench.pass(6000)
      assert.equal(await store.load(sooner), null)
    })

    promise('any plain data comes back, under any name, and apart from what was given', async (bench) => {
      const { store } = bench
      const name = fc.oneof(fc.constantFrom(...strange), fc.string({ maxLength: 10, unit: 'grapheme' }))
      const data = fc.uniqueArray(fc.tuple(name, fc.jsonValue({ maxDepth: 2 })), {
        selector: ([each]) => each,
        maxLength: 5,
      })
      await fc.assert(
        fc.asyncProperty(data, async (entries) => {
          const given = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as SessionData
          const token = await store.create(kept(bench, given))
          const back = (await store.load(token))!.data
          assert.deepEqual(back, given)
          back['changed'] = true
          assert.deepEqual((await store.load(token))!.data, given)
          const same = (await store.update(token, (now) => kept(bench, now)))!
          assert.deepEqual((await store.load(same))!.data, given)
        }),
        { seed, numRuns: runs },
      )
      assert.equal('polluted' in {}, false)
    })

    promise('a new token keeps what is there, and the old one is worth nothing', async (bench) => {
      const { store } = bench
      const token = await store.create(kept(bench, { a: 1 }))
      const seen = (await store.load(token))!
      const between = (await store.update(token, adding(bench, 'b', 2)))!
      const next = (await store.rotate(between, adding(bench, 'c', 3), store.onServer ? seen : undefined))!
      assert.notEqual(next, token)
      assert.deepEqual((await store.load(next))!.data, { a: 1, b: 2, c: 3 })
      if (store.onServer) assert.equal(await store.load(token), null)
    })

    const onServer = (name: string, work: (bench: SessionBench) => Promise<unknown>) =>
      promise(name, async (bench) => (bench.store.onServer ? work(bench) : undefined))

    onServer('who writes at the same time loses nothing of the other', async (bench) => {
      const { store } = bench
      const token = await store.create(kept(bench, {}))
      const seen = (await store.load(token))!
      const names = Array.from({ length: 12 }, (_, i) => `n${i}`)
      const tokens = await Promise.all(
        names.map((name, i) => store.update(token, adding(bench, name, i), i % 2 === 0 ? seen : undefined)),
      )
      assert.deepEqual(new Set(tokens), new Set([token]))
      const data = (await store.load(token))!.data
      assert.deepEqual(
        Object.fromEntries(Object.entries(data).sort()),
        Object.fromEntries(names.map((n, i) => [n, i] as const).sort()),
      )
    })

    onServer('what is ended while others write stays ended', async (bench) => {
      const { store } = bench
      for (let round = 0; round < 5; round++) {
        const token = await store.create(kept(bench, {}))
        const seen = (await store.load(token))!
        const write = (i: number) => store.update(token, adding(bench, `n${i}`, i), seen)
        const read = () => store.load(token)
        await Promise.all([write(0), read(), write(1), store.delete(token), write(2), read(), write(3)])
        assert.equal(await store.load(token), null)
        assert.equal(await write(9), null)
        assert.equal(await store.load(token), null)
      }
    })

    onServer('a new key while others write: one session, and all in it that was told to be written', async (bench) => {
      const { store } = bench
      for (let round = 0; round < 5; round++) {
        const token = await store.create(kept(bench, { before: true }))
        const seen = (await store.load(token))!
        const write = async (i: number) =>
          [`n${i}`, await store.update(token, adding(bench, `n${i}`, i), seen)] as const
        const [first, next, again, ...rest] = await Promise.all([
          write(0),
          store.rotate(token, adding(bench, 'role', 'editor'), seen),
          store.rotate(token, adding(bench, 'role', 'chief'), seen),
          write(1),
          write(2),
        ])
        assert.equal([next, again].filter((each) => each === null).length, 1)
        assert.equal(await store.load(token), null)
        const { data } = (await store.load((next ?? again)!))!
        assert.equal(data['before'], true)
        assert.equal(data['role'], next === null ? 'chief' : 'editor')
        for (const [name, told] of [first, ...rest]) assert.equal(Object.hasOwn(data, name), told !== null, name)
      }
    })

    onServer('in a transaction that has begun before what it is to change', async (bench) => {
      const { store, atomic } = bench
      if (atomic === undefined) return
      for (const how of ['update', 'rotate'] as const) {
        const token = await store.create(kept(bench, { a: 1 }))
        const [begun, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
        const inside: Promise<string | null> = atomic(async () => {
          const seen = (await store.load(token))!
          begun.resolve()
          await written.promise
          return store[how](token, adding(bench, 'c', 3), seen)
        })
        await begun.promise
        await store.update(token, adding(bench, 'b', 2))
        written.resolve()
        assert.deepEqual((await store.load((await inside)!))!.data, { a: 1, b: 2, c: 3 })
      }
    })

    onServer(
      'requests that change, end, and give new keys at the same time end as if one had come after the other',
      async (bench) => {
        const kinds = fc.constantFrom<Kind>('change', 'change', 'flush', 'rotate', 'login')
        await fc.assert(
          fc.asyncProperty(fc.array(kinds, { minLength: 2, maxLength: 4 }), async (requests) => {
            const token = await bench.store.create(kept(bench, { start: 0 }))
            const all = requests.map(() => new RequestSession(settingsOf(bench), token))
            await Promise.all(all.map((session) => session.get('start')))
            for (const [i, session] of all.entries()) {
              const kind = requests[i]!
              if (kind === 'flush') await session.flush()
              else await session.set(`n${i}`, i)
              if (kind === 'rotate' || kind === 'login') await session.cycleKey({ restart: kind === 'login' })
            }
            const told = await Promise.all(all.map((session) => session.save()))
            const keys = new Set([token, ...all.flatMap(({ key }) => key ?? [])])
            const live = await Promise.all([...keys].map((key) => bench.store.load(key)))
            const found = outcome(
              live.flatMap((each) => (each === null ? [] : [each.data])),
              told,
            )
            const possible = orders(requests.length).map((order) => inOrder(requests, order))
            assert.ok(
              possible.includes(found),
              `${requests.join(', ')}: ${found}, of ${[...new Set(possible)].join(' | ')}`,
            )
          }),
          { seed, numRuns: runs * 2 },
        )
      },
    )

    onServer('requests at the same time, each with changes of its own, in any order', async (bench) => {
      const { store } = bench
      const change = fc.record({
        name: fc.constantFrom('x', 'y', '__proto__'),
        value: fc.option(fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer()))),
      })
      const request = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 3 }), inPlace: fc.boolean() })
      await fc.assert(
        fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 4 }), async (requests) => {
          const expected: Record<string, unknown> = {}
          const start: SessionData = {}
          for (const i of requests.keys()) start[`${i}:list`] = []
          const token = await store.create(kept(bench, start))
          await Promise.all(
            requests.map(async ({ changes, inPlace }, i) => {
              const session = new RequestSession(settingsOf(bench), token)
              for (const { name, value } of changes) {
                const own = `${i}:${name}`
                if (value === null) await session.delete(own)
                else await session.set(own, value)
                delete expected[own]
                if (value !== null) expected[own] = value
              }
              const list = (await session.get<string[]>(`${i}:list`))!
              if (inPlace) list.push('more')
              expected[`${i}:list`] = inPlace ? ['more'] : []
              session.touch()
              assert.equal(await session.save(), true)
              assert.equal(session.key, token)
            }),
          )
          assert.deepEqual((await store.load(token))!.data, expected)
        }),
        { seed, numRuns: runs },
      )
    })
  })
}

type Kind = 'change' | 'flush' | 'rotate' | 'login'

/** The sessions that are there, and what each request was told, as one text. */
const outcome = (sessions: readonly SessionData[], told: readonly boolean[]): string =>
  JSON.stringify([sessions.map((data) => Object.keys(data).sort().join()).sort(), told])

const orders = (count: number): number[][] =>
  count === 0
    ? [[]]
    : orders(count - 1).flatMap((order) => Array.from({ length: count }, (_, at) => order.toSpliced(at, 0, count - 1)))

/** What is there when requests end in this order. */
function inOrder(requests: readonly Kind[], order: readonly number[]): string {
  let old: SessionData | null = { start: 0 }
  const others: SessionData[] = []
  const told = requests.map(() => true)
  for (const i of order) {
    const kind = requests[i]!
    const own = { [`n${i}`]: i }
    if (kind === 'flush') old = null
    else if (kind === 'change') {
      told[i] = old !== null
      if (old !== null) old = { ...old, ...own }
    } else {
      told[i] = old !== null || kind === 'login'
      if (told[i]) others.push({ ...old, ...own })
      old = null
    }
  }
  return outcome(old === null ? others : [old, ...others], told)
}
