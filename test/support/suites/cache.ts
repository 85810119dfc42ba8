import assert from 'node:assert/strict'
import { suite, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { cacheReads } from '../../../src/base/events/index.ts'
import type { Logger } from '../../../src/base/log/index.ts'
import { type Cache, type CacheStore, cacheKey, createCache } from '../../../src/data/cache/index.ts'

/** A store for one test, and how its time passes. */
export interface CacheBench {
  readonly store: CacheStore
  /** Before all keys, so that tests do not meet. */
  readonly prefix: string
  readonly now: () => number
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): Promise<void> | void
}

/** A logger that keeps what it is told. */
export function keptLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`)
  const logger: Logger & { readonly lines: string[] } = {
    lines,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    enabled: () => true,
    child: () => logger,
  }
  return logger
}

const code = (name: string) => ({ code: `NUAGES_CACHE_${name}` })

/** Everything that can be kept. */
const anything: unknown[] = [
  null,
  true,
  '',
  'text\n',
  'nul \0 and half \ud800',
  '12',
  'm{}',
  0,
  -0,
  12,
  -1.5,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  2 ** 60,
  10n ** 30n,
  new Date(1_700_000_000_123),
  new Date(Number.NaN),
  new Uint8Array([0, 255, 10]),
  [],
  [1, [2, { a: null }]],
  { a: 1, $: 'date', v: 0 },
  new Map<unknown, unknown>([
    ['a', new Set([1n, new Date(0)])],
    [{ b: 1 }, new Map()],
  ]),
  new Set(['x', -0]),
  { 'é "quoted"': '☃ 𝄞', nested: { deep: [new Date(5), 1n, -0] } },
]

/** What every store of a cache promises, through the cache. */
export function cacheSuite(
  kind: string,
  open: (t: TestContext) => Promise<CacheBench>,
  options: { readonly skip?: false | string } = {},
): void {
  suite(`a cache ${kind}`, options, () => {
    const promise = (
      name: string,
      work: (cache: Cache, bench: CacheBench & { readonly log: string[]; readonly another: () => Cache }) => unknown,
    ) =>
      test(name, async (t) => {
        const bench = await open(t)
        const logger = keptLog()
        const make = () => createCache({ ...bench, logger })
        await work(make(), { ...bench, log: logger.lines, another: make })
        assert.deepEqual(
          logger.lines.filter((line) => line.startsWith('error')),
          [],
        )
      })

    promise('values come back as they went in, and apart from them', async (cache) => {
      for (const value of anything) {
        await cache.set('value', value)
        assert.deepEqual(await cache.get('value'), value)
        await cache.setMany({ a: value, b: value })
        assert.deepEqual(
          await cache.getMany(['a', 'b']),
          new Map([
            ['a', value],
            ['b', value],
          ]),
        )
      }
      const list = [1]
      await cache.set('list', list)
      list.push(2)
      const got = await cache.get<number[]>('list')
      assert.deepEqual(got, [1])
      got!.push(3)
      assert.deepEqual(await cache.get('list'), [1])
      const polluting = JSON.parse('{"__proto__": {"polluted": 1}, "n": [{"__proto__": 2}]}') as unknown
      await cache.set('list', [polluting, 1n])
      const [back] = (await cache.get<[object]>('list'))!
      assert.equal(JSON.stringify(back), JSON.stringify(polluting))
      assert.equal('polluted' in {}, false)
    })

    promise('any JSON value comes back', async (cache) => {
      await fc.assert(
        fc.asyncProperty(
          fc.jsonValue(),
          fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
          async (value, key) => {
            await cache.set(key, value)
            assert.deepEqual(await cache.get(key), value)
          },
        ),
        { numRuns: 30 },
      )
    })

    promise('what cannot be kept is refused, and says where', async (cache) => {
      class Row {}
      const circle: unknown[] = []
      circle.push(circle)
      const wrong: [unknown, RegExp][] = [
        [undefined, /it is undefined/],
        [{ a: [{ b: undefined }] }, /'a\.0\.b' in it is undefined/],
        [() => 1, /is a function/],
        [Symbol('s'), /is a symbol/],
        [{ row: new Row() }, /'row' in it is an object of the class Row/],
        [new Map([['k', new Row()]]), /'k' in it is an object of the class Row/],
        [/x/, /class RegExp/],
        [circle, /nested more than 100 deep/],
      ]
      for (const [value, message] of wrong) await assert.rejects(cache.set('k', value), { ...code('VALUE'), message })
      await assert.rejects(cache.add('k', undefined), code('VALUE'))
      assert.equal(await cache.has('k'), false)
    })

    promise('keys of any kind are kept apart; bad ones are refused', async (cache) => {
      const keys = [
        'a',
        'A',
        'a ',
        ' a',
        'é',
        'e\u0301',
        '%',
        '_',
        '*',
        '[a]',
        '\\',
        "'",
        '"',
        '{',
        'a:b',
        '1:a',
        '#tag:a',
        'x'.repeat(250),
      ]
      keys.push('__proto__', 'ß', 'ss', '𝄞')
      for (const [i, key] of keys.entries()) await cache.set(key, i)
      assert.deepEqual(
        [...(await cache.getMany(keys))],
        keys.map((key, i) => [key, i]),
      )
      for (const [i, key] of keys.entries()) assert.equal(await cache.get(key), i, key)
      const bad: unknown[] = ['', 'x'.repeat(251), 'a\nb', 'a\0', '\x7f', '\x85', '\ud800', undefined, 5, null]
      for (const key of bad) {
        await assert.rejects(cache.get(key as string), code('KEY'))
        await assert.rejects(cache.set(key as string, 1), code('KEY'))
        await assert.rejects(
          cache.remember(key as string, {}, () => 1),
          code('KEY'),
        )
      }
    })

    promise('set, add, has, delete', async (cache) => {
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await cache.has('k'), false)
      assert.equal(await cache.add('k', 'first'), true)
      assert.equal(await cache.add('k', 'second'), false)
      assert.equal(await cache.get('k'), 'first')
      assert.equal(await cache.set('k', null), true)
      assert.equal(await cache.get('k'), null)
      assert.equal(await cache.has('k'), true)
      assert.equal(await cache.delete('k'), true)
      assert.equal(await cache.delete('k'), false)
      await cache.setMany([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ])
      assert.deepEqual(
        await cache.getMany(['c', 'x', 'a', 'a']),
        new Map([
          ['c', 3],
          ['a', 1],
        ]),
      )
      assert.equal(await cache.deleteMany(['a', 'b', 'b', 'x']), 2)
      assert.deepEqual(await cache.getMany(['a', 'b', 'c']), new Map([['c', 3]]))
      assert.deepEqual(await cache.getMany([]), new Map())
      assert.equal(await cache.deleteMany([]), 0)
      assert.equal(await cache.setMany([]), true)
    })

    promise('hundreds of keys at once', async (cache) => {
      const values = Object.fromEntries(Array.from({ length: 620 }, (_, i) => [`k${i}`, i]))
      await cache.setMany(values, { timeout: null })
      assert.deepEqual(Object.fromEntries(await cache.getMany(Object.keys(values))), values)
      assert.equal(await cache.deleteMany(Object.keys(values)), 620)
    })

    promise('an entry ends with its time', async (cache, { pass }) => {
      await cache.set('short', 1, { timeout: 40 })
      await cache.set('long', 1, { timeout: 6000 })
      await cache.set('for ever', 1, { timeout: null })
      await cache.set('touched', 1, { timeout: 40 })
      await cache.set('kept', 1, { timeout: 40 })
      assert.equal(await cache.touch('touched', 6000), true)
      assert.equal(await cache.touch('kept', null), true)
      assert.equal(await cache.get('short'), 1)
      await pass(60_000)
      assert.equal(await cache.get('short'), undefined)
      assert.equal(await cache.has('short'), false)
      assert.equal(await cache.delete('short'), false)
      assert.equal(await cache.touch('short', 60), false)
      assert.equal(await cache.add('short', 2), true)
      for (const key of ['long', 'for ever', 'touched', 'kept']) assert.equal(await cache.get(key), 1, key)
      assert.equal(await cache.touch('for ever', null), true)
      assert.equal(await cache.touch('long', 20), true)
      await pass(40_000)
      assert.equal(await cache.get('long'), undefined)
    })

    promise('0 is not kept, and takes away what was there', async (cache) => {
      for (const timeout of [0, -1]) {
        await cache.set('k', 'before')
        await cache.set('k', 'after', { timeout })
        assert.equal(await cache.get('k'), undefined)
        assert.equal(await cache.add('k', 1, { timeout }), true)
        assert.equal(await cache.get('k'), undefined)
      }
      await cache.set('k', 1)
      assert.equal(await cache.touch('k', 0), true)
      assert.equal(await cache.has('k'), false)
      for (const timeout of [Number.NaN, '5', {}])
        await assert.rejects(cache.set('k', 1, { timeout: timeout as number }), code('TIMEOUT'))
      assert.equal(await cache.set('k', 1, { timeout: Number.POSITIVE_INFINITY }), true)
      assert.equal(await cache.get('k'), 1)
    })

    promise('counting', async (cache, { pass }) => {
      await assert.rejects(cache.incr('n'), code('MISSING'))
      await cache.set('n', 5)
      assert.equal(await cache.incr('n'), 6)
      assert.equal(await cache.decr('n', 10), -4)
      assert.equal(await cache.get('n'), -4)
      assert.equal(await cache.incr('new', 2, { initial: 10 }), 12)
      assert.equal(await cache.incr('new', 2, { initial: 10 }), 14)
      for (const value of ['text', '5', 1.5, null, [1], 5n]) {
        await cache.set('n', value)
        await assert.rejects(cache.incr('n'), code('NOT_INTEGER'))
        assert.deepEqual(await cache.get('n'), value)
      }
      await cache.set('n', Number.MAX_SAFE_INTEGER - 1)
      assert.equal(await cache.incr('n'), Number.MAX_SAFE_INTEGER)
      await assert.rejects(cache.incr('n'), code('NOT_INTEGER'))
      assert.equal(await cache.get('n'), Number.MAX_SAFE_INTEGER)
      await assert.rejects(cache.incr('n', 1.5), code('NOT_INTEGER'))
      // Counting does not make it live longer.
      await cache.set('n', 1, { timeout: 40 })
      await cache.incr('n')
      await cache.incr('begun', 1, { initial: 0, timeout: 40 })
      await pass(60_000)
      assert.equal(await cache.get('n'), undefined)
      assert.equal(await cache.incr('begun', 1, { initial: 0 }), 1)
    })

    promise('each of many at once counts, adds and updates once', async (cache, { another }) => {
      const caches = [cache, another()]
      const each = <T>(work: (cache: Cache, i: number) => Promise<T>) =>
        Promise.all(Array.from({ length: 20 }, (_, i) => work(caches[i % 2]!, i)))
      const sums = await each((one) => one.incr('n', 1, { initial: 0 }))
      assert.deepEqual(
        sums.sort((a, b) => a - b),
        Array.from({ length: 20 }, (_, i) => i + 1),
      )
      const added = await each((one, i) => one.add('lock', i))
      assert.equal(added.filter(Boolean).length, 1)
      await each((one, i) => one.update<number[]>('list', (before = []) => [...before, i]))
      assert.deepEqual(
        (await cache.get<number[]>('list'))!.sort((a, b) => a - b),
        Array.from({ length: 20 }, (_, i) => i),
      )
    })

    promise('update', async (cache) => {
      assert.equal(await cache.update<number>('n', (before) => (before ?? 0) + 1), 1)
      assert.equal(await cache.update<number>('n', (before) => (before ?? 0) + 1), 2)
      assert.equal(await cache.update<number>('n', () => undefined), 2)
      assert.equal(await cache.update<number>('other', () => undefined), undefined)
      assert.equal(await cache.has('other'), false)
      await assert.rejects(
        cache.update<number>('n', () => {
          throw new RangeError('mine')
        }),
        RangeError,
      )
      assert.equal(await cache.update<number>('n', (n) => n! * 10, { timeout: 0 }), 20)
      assert.equal(await cache.get('n'), undefined)
    })

    promise('tags', async (cache) => {
      const news = cache.namespace('news')
      await news.set('front', 'page', { tags: ['articles', 'authors'] })
      await cache.set('list', [1], { tags: ['articles'], version: 3 })
      await cache.set('authors', 1, { tags: ['authors'] })
      await cache.set('plain', 1)
      assert.equal(await news.get('front'), 'page')
      assert.equal(await cache.invalidateTags('articles'), true)
      assert.equal(await news.get('front'), undefined)
      assert.equal(await news.has('front'), false)
      assert.equal(await cache.get('list', { version: 3 }), undefined)
      assert.deepEqual(
        await cache.getMany(['authors', 'plain']),
        new Map([
          ['authors', 1],
          ['plain', 1],
        ]),
      )
      assert.equal(await news.add('front', 'new page', { tags: ['articles'] }), true)
      assert.equal(await news.add('front', 'newer page', { tags: ['articles'] }), false)
      assert.equal(await news.get('front'), 'new page')
      await news.invalidateTags('articles', 'nobody has this')
      assert.equal(await news.update<string>('front', (before) => before ?? 'made', { tags: ['é "x"'] }), 'made')
      await cache.invalidateTags('articles')
      assert.equal(await news.get('front'), 'made')
      await cache.invalidateTags('é "x"')
      assert.equal(await news.get('front'), undefined)
      for (const tag of ['', 'a\n', 'x'.repeat(101)]) {
        await assert.rejects(cache.set('k', 1, { tags: [tag] }), code('NAME'))
        await assert.rejects(cache.invalidateTags(tag), code('NAME'))
      }
    })

    promise('what is invalidated while a value is made, or changed, counts', async (cache) => {
      const tags = await cache.stamps('t', 't', 'u')
      await cache.invalidateTags('u')
      assert.equal(await cache.set('k', 'old', { tags }), true)
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await cache.set('k', 'new', { tags: await cache.stamps('t', 'u') }), true)
      assert.equal(await cache.get('k'), 'new')
      assert.equal(await cache.set('k', 'plain', { tags: await cache.stamps() }), true)
      await assert.rejects(cache.stamps(''), code('NAME'))
      let invalidated: Promise<boolean> | undefined
      await cache.set('n', 1, { tags: ['t'] })
      const change = (before = 0) => {
        invalidated ??= cache.invalidateTags('t')
        return before + 1
      }
      await cache.update<number>('n', change, { tags: ['t'] })
      assert.equal(await invalidated, true)
      assert.equal(await cache.get('n'), undefined)
    })

    promise('what asks for itself is told', async (cache) => {
      const circle = (key: string, other: string): Promise<number> =>
        cache.remember(key, { timeout: 60 }, () => circle(other, key))
      await assert.rejects(circle('a', 'a'), code('CIRCLE'))
      await assert.rejects(circle('a', 'b'), code('CIRCLE'))
      const nested = cache.remember<number>('a', {}, () => cache.remember<number>('b', {}, () => 1))
      assert.equal(await nested, 1)
    })

    promise('a tag that was forgotten makes a miss, never an old value', async (cache, { store, prefix }) => {
      await cache.set('k', 'old', { tags: ['t'] })
      await store.clear(`${prefix}#tag:`)
      assert.equal(await cache.get('k'), undefined)
      await cache.set('other', 'new', { tags: ['t'] })
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await cache.get('other'), 'new')
    })

    promise('versions', async (cache) => {
      await cache.set('k', 'one')
      await cache.set('k', 'two', { version: 2 })
      assert.equal(await cache.get('k'), 'one')
      assert.equal(await cache.get('k', { version: 2 }), 'two')
      assert.equal(await cache.incrVersion('k', 2), 3)
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await cache.get('k', { version: 3 }), 'one')
      assert.equal(await cache.decrVersion('k', 1, { version: 3 }), 2)
      assert.equal(await cache.get('k', { version: 2 }), 'one')
      await assert.rejects(cache.incrVersion('none'), code('MISSING'))
    })

    promise('namespaces, and clearing one', async (cache, { another }) => {
      const [news, News, inner] = [
        cache.namespace('news'),
        cache.namespace('News'),
        cache.namespace('news').namespace('in'),
      ]
      for (const [i, one] of [cache, news, News, inner, cache.namespace('newsroom')].entries()) await one.set('k', i)
      await news.set('k', 'two', { version: 2 })
      assert.equal(await inner.get('k'), 3)
      assert.equal(await another().namespace('news').clear(), true)
      assert.deepEqual(
        [await news.get('k'), await news.get('k', { version: 2 }), await inner.get('k')],
        [undefined, undefined, undefined],
      )
      assert.deepEqual(
        [await cache.get('k'), await News.get('k'), await cache.namespace('newsroom').get('k')],
        [0, 2, 4],
      )
      await cache.clear()
      assert.deepEqual([await cache.get('k'), await News.get('k')], [undefined, undefined])
      for (const name of ['', '1', '#', 'a:b', 'a b', 'x'.repeat(61)])
        assert.throws(() => cache.namespace(name), code('NAME'))
    })

    promise('clearing leaves what others keep', async (cache, { store, prefix, another }) => {
      const [key, other] = [`${prefix}x*`, `other ${prefix}`]
      const theirs = createCache({ store, prefix: other })
      await theirs.set('k', 'theirs')
      await cache.set('k', 'mine')
      await createCache({ store, prefix: key }).clear()
      assert.equal(await another().get('k'), 'mine')
      await cache.clear()
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await theirs.get('k'), 'theirs')
      await theirs.clear()
    })

    promise('typed keys bring their time-out and tags', async (cache, { pass }) => {
      const article = cacheKey<{ title: string }>('article', { timeout: 40, tags: ['articles'] })
      await cache.set(article.at(5), { title: 'Nuages' })
      await cache.set(article.at('a:b', 'c'), { title: 'x' })
      assert.equal((await cache.get(article.at(5)))?.title, 'Nuages')
      assert.equal(await cache.get('article:a%3Ab:c').then((value) => (value as { title: string }).title), 'x')
      await cache.set(article.at(6), { title: 'stays' }, { timeout: 6000, tags: [] })
      await cache.invalidateTags('articles')
      assert.equal(await cache.get(article.at(5)), undefined)
      await cache.set(article.at(5), { title: 'Nuages' })
      await pass(60_000)
      assert.equal(await cache.get(article.at(5)), undefined)
      assert.equal((await cache.get(article.at(6)))?.title, 'stays')
    })

    promise('remember makes once for all who ask, in this process and in others', async (cache, { another }) => {
      let made = 0
      const make = async () => {
        await new Promise((resolve) => setImmediate(resolve))
        return { made: ++made, at: new Date(0) }
      }
      const caches = cache.shared ? [cache, another()] : [cache]
      const all = await Promise.all(
        Array.from({ length: 10 }, (_, i) => caches[i % caches.length]!.remember('k', { timeout: 60 }, make)),
      )
      assert.deepEqual(
        all,
        all.map(() => ({ made: 1, at: new Date(0) })),
      )
      assert.notEqual(all[0], all[2])
      assert.deepEqual(await cache.remember('k', {}, make), { made: 1, at: new Date(0) })
      assert.equal(await cache.remember('null', {}, () => null), null)
      assert.equal(await cache.remember('null', {}, () => assert.fail('it is there')), null)
      assert.equal(await cache.remember<number>('none', { timeout: 0 }, () => 1), 1)
      assert.equal(await cache.remember<number>('none', { timeout: 0 }, () => 2), 2)
    })

    promise('an error of make is told to all and not kept', async (cache) => {
      let calls = 0
      const failing = async (): Promise<number> => {
        calls++
        await new Promise((resolve) => setImmediate(resolve))
        throw new RangeError('no')
      }
      const all = await Promise.allSettled([1, 2, 3].map(() => cache.remember('k', {}, failing)))
      assert.deepEqual(
        all.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected'],
      )
      assert.equal(calls, 1)
      assert.equal(await cache.remember<number>('k', {}, () => 7), 7)
      await assert.rejects(
        cache.remember<unknown>('u', {}, () => undefined),
        code('VALUE'),
      )
    })

    promise('a stale value is given at once while a new one is made', async (cache, { pass, another }) => {
      const options = { timeout: 40, stale: 6000 }
      assert.equal(await cache.remember<number>('k', options, () => 1), 1)
      assert.equal(await cache.remember<number>('k', options, () => assert.fail('it is fresh')), 1)
      await pass(60_000)
      let finish: (value: number) => void = () => {}
      const slow = new Promise<number>((resolve) => {
        finish = resolve
      })
      let calls = 0
      const make = () => {
        calls++
        return slow
      }
      for (let i = 0; i < 3; i++) assert.equal(await cache.remember<number>('k', options, make), 1)
      // Without the option it is over, also for `get`.
      assert.equal(await cache.get('k'), undefined)
      finish(2)
      const again = another()
      for (let i = 0; i < 200 && (await again.get('k')) === undefined; i++)
        await new Promise((resolve) => setImmediate(resolve))
      assert.equal(calls, 1)
      await cache.set('k', 3, { timeout: 60 })
      assert.equal(await cache.get('k'), 3)
    })

    promise('what is invalidated while it is made is a miss', async (cache) => {
      const made = await cache.remember<string>('k', { tags: ['t'] }, async () => {
        await cache.invalidateTags('t')
        return 'old'
      })
      assert.equal(made, 'old')
      assert.equal(await cache.get('k'), undefined)
      assert.equal(await cache.remember<string>('k', { tags: ['t'] }, () => 'new'), 'new')
      assert.equal(await cache.get('k'), 'new')
    })

    promise('what cannot be read is a miss, and told', async (cache, { store, prefix, log }) => {
      const bad = [
        '',
        'garbage',
        'j{',
        'x{"$":"code","v":"process.exit()"}',
        'm{}',
        'mnull\nj1',
        'x{"$":"map","v":[1]}',
        'm{"tags":5}\nj1',
      ]
      bad.push('m{"fresh":["a",1]}\nj1', 'x{"$":"bigint","v":"1e"}')
      for (const text of bad) {
        await store.set([[`${prefix}1:k`, text]], null)
        assert.equal(await cache.get('k'), undefined, text)
        assert.deepEqual(await cache.getMany(['k']), new Map(), text)
        assert.equal(await cache.remember<number>('k', {}, () => 1), 1)
        assert.equal(await cache.get('k'), 1)
      }
      assert.deepEqual(log, ['warn An entry of the cache cannot be read'])
    })

    promise('listeners hear of hits and misses', async (cache) => {
      const heard: string[] = []
      const stop = cacheReads.subscribe(({ kind, key }) => heard.push(`${kind} ${key}`))
      await cache.get('k')
      await cache.namespace('n').set('k', 1)
      await cache.namespace('n').get('k')
      await cache.remember('r', {}, () => 1)
      await cache.delete('r')
      stop()
      await cache.get('k')
      assert.deepEqual(heard, ['miss k', 'set n:k', 'hit n:k', 'miss r', 'set r', 'delete r'])
    })
  })
}
