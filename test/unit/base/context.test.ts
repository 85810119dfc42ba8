import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  currentScope,
  Local,
  provide,
  runInScope,
  type Scope,
  service,
  setProcessScope,
  tryUse,
  use,
} from '../../../src/base/context/index.ts'

const greeting = service<string>('greeting')
const scopeOf = (text: string): Scope => ({ services: new Map([provide(greeting, text)]) })

test('without a project a service is a coded error', () => {
  assert.throws(() => use(greeting), { code: 'NUAGES_CONTEXT_NO_PROJECT', message: /greeting/ })
  assert.equal(tryUse(greeting), undefined)
  assert.throws(() => runInScope({ services: new Map() }, () => use(greeting)), { code: 'NUAGES_CONTEXT_NO_SERVICE' })
})

test('each asynchronous flow sees its own project', async () => {
  const seen = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      runInScope(scopeOf(name), async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
        return use(greeting)
      }),
    ),
  )
  assert.deepEqual(seen, ['a', 'b', 'c'])
})

test('the process scope is what a script uses, and a narrower one wins', () => {
  setProcessScope(scopeOf('process'))
  try {
    assert.equal(use(greeting), 'process')
    assert.equal(
      runInScope(scopeOf('inner'), () => use(greeting)),
      'inner',
    )
  } finally {
    setProcessScope(undefined)
  }
  assert.equal(currentScope(), undefined)
})

test('a local value holds for the work that it was given to, and what that awaits', async () => {
  const name = new Local<string>()
  const other = new Local<number>()
  assert.equal(name.get(), undefined)
  await name.run('outer', async () => {
    await other.run(1, async () => {
      await null
      assert.deepEqual([name.get(), other.get()], ['outer', 1])
      name.run('inner', () => assert.deepEqual([name.get(), other.get()], ['inner', 1]))
      assert.equal(name.get(), 'outer')
    })
    assert.equal(other.get(), undefined)
  })
  assert.equal(name.get(), undefined)
})

test('a local value that is set holds for the rest of the work, and there only', async () => {
  const name = new Local<string>()
  const language = new Local<string>()
  const steps = async (which: string) => {
    await null
    language.set(which)
    await null
    assert.deepEqual([name.get(), language.get()], ['request', which])
    language.set(`${which}!`)
    assert.deepEqual([name.get(), language.get(), use(greeting)], ['request', `${which}!`, 'hello'])
  }
  await Promise.all(['de', 'fr'].map((which) => name.runIn(scopeOf('hello'), 'request', () => steps(which))))
  assert.deepEqual([name.get(), language.get()], [undefined, undefined])
  runInScope(scopeOf('outer'), () => {
    name.run('x', () => assert.equal(use(greeting), 'outer'))
    name.set('set')
    assert.equal(use(greeting), 'outer')
  })
  // Outside of any work a value holds for what is done from there on.
  await Promise.resolve().then(() => {
    name.set('late')
    assert.equal(name.get(), 'late')
  })
  assert.equal(name.get(), undefined)
})

test('values that are set again and again are kept once each, and old ones let go', async () => {
  const language = new Local<{ n: number }>()
  const zone = new Local<number>()
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await runInScope(scopeOf('hello'), async () => {
    language.set({ n: 0 })
    const first = new WeakRef(language.get()!)
    for (let n = 1; n < 4; n++) {
      zone.set(-n)
      language.set({ n })
      zone.run(7, () => {
        language.set({ n: 9 })
        zone.set(8)
        assert.deepEqual([language.get(), zone.get()], [{ n: 9 }, 8])
      })
      assert.deepEqual([language.get(), zone.get(), use(greeting)], [{ n }, -n, 'hello'])
    }
    await new Promise(setImmediate)
    collect()
    assert.equal(first.deref(), undefined)
  })
})
