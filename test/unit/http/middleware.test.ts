import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  createApp,
  currentRequest,
  defineMiddleware,
  HttpRequest,
  httpErrors,
  json,
  type Middleware,
  path,
  text,
} from '../../../src/web/http/index.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import { ask, testApp } from './helpers.ts'

const sourceOf = (request: Request) => new StandardSource(request, '')

const stamp = (name: string) =>
  defineMiddleware({
    name,
    after(_, response) {
      response.headers.append('x-way', name)
      return response
    },
  })

test('halves run in from the outermost and out from the innermost', async () => {
  const app = testApp([path('', () => text('hi'))], { middleware: [stamp('outer'), stamp('inner')] })
  const response = await ask(app, '/')
  assert.deepEqual([response.headers.get('x-way'), await response.text()], ['inner, outer', 'hi'])
})

test('where nothing waits there is no promise', () => {
  const app = createApp({ urls: [path('', () => text('hi'))], middleware: [stamp('outer'), stamp('inner')] })
  const source = new Request('http://localhost/')
  const answer = app.handle(new HttpRequest(sourceOf(source), app.settings))
  assert.ok(!(answer instanceof Promise))
  assert.equal(answer.headers.get('x-way'), 'inner, outer')
})

test('an answer on the way in leaves out the rest and its own way out', async () => {
  const closed = defineMiddleware({
    name: 'closed',
    before: () => text('closed', { status: 503 }),
    after: () => assert.fail('its own answer comes back'),
  })
  const app = testApp([path('', () => assert.fail('the view is asked'))], {
    middleware: [stamp('outer'), closed, stamp('inner')],
  })
  const response = await ask(app, '/')
  assert.deepEqual([response.status, response.headers.get('x-way')], [503, 'outer'])
})

test('what halves return wrongly names them', async () => {
  const wrong = defineMiddleware({ name: 'wrong', after: (() => undefined) as never })
  const app = testApp([path('', () => text('hi'))], { middleware: [stamp('outer'), wrong] })
  const response = await ask(app, '/')
  assert.deepEqual([response.status, response.headers.get('x-way')], [500, 'outer'])
  assert.match(app.lines.join(''), /The middleware wrong returned nothing/)
})

/** What one step of a random chain does. */
interface Behaviour {
  readonly way: 'pass' | 'answer' | 'refuse' | 'change' | 'replace' | 'break'
  readonly late: boolean
  readonly plain: boolean
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  way: fc.constantFrom('pass', 'answer', 'refuse', 'change', 'replace', 'break'),
  late: fc.boolean(),
  plain: fc.boolean(),
})

function stepOf({ way, late }: Behaviour, name: string, seen: string[]): Middleware {
  const given = <T>(make: () => T): T | Promise<T> => (late ? Promise.resolve().then(make) : make())
  return defineMiddleware({
    name,
    before(request) {
      seen.push(`${name} in`)
      assert.equal(currentRequest(), request)
      if (way === 'answer') return given(() => new Response(name, { status: 299 }))
      if (way === 'refuse') {
        return given(() => {
          throw httpErrors.FORBIDDEN({ what: name })
        })
      }
      return late ? Promise.resolve(undefined) : undefined
    },
    after(request, response) {
      seen.push(`${name} out ${response.status}`)
      assert.equal(currentRequest(), request)
      return given(() => {
        if (way === 'break') throw new RangeError(name)
        if (way === 'replace') return json({ name }, { status: 298 })
        if (way === 'change') response.headers.append('x-way', name)
        return response
      })
    },
  })
}

test('a chain does the same whether its steps are halves or functions', async () => {
  const chains = fc.array(behaviour, { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(chains, fc.constantFrom('text', 'late', 'throws'), async (steps, view) => {
      const run = async (shape: (step: Middleware, at: number) => Middleware) => {
        const seen: string[] = []
        const middleware = steps.map((step, i) => shape(stepOf(step, `step${i}`, seen), i))
        const views = {
          text: () => text('view'),
          late: async () => text('view'),
          throws: () => {
            throw new TypeError('view')
          },
        }
        const response = await ask(testApp([path('', views[view])], { middleware }), '/')
        return [seen, response.status, response.headers.get('x-way'), await response.text()]
      }
      const hidden = (step: Middleware): Middleware => Object.assign((...all: Parameters<Middleware>) => step(...all))
      const asFunctions = await run(hidden)
      assert.deepEqual(await run((step) => step), asFunctions)
      assert.deepEqual(await run((step, i) => (steps[i]!.plain ? hidden(step) : step)), asFunctions)
    }),
    { numRuns: 150 },
  )
})
