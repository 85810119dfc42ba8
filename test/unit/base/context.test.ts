import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  currentScope,
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
