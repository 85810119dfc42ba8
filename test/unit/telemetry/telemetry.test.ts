import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SpanStatusCode } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { runPending, task, tasksApp, tasksService } from '../../../src/apps/tasks/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { queries, renderings } from '../../../src/base/events/index.ts'
import { cache } from '../../../src/data/cache/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, openProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { loadOpenTelemetry } from '../../../src/tools/telemetry/opentelemetry.ts'
import { loadPrometheus } from '../../../src/tools/telemetry/prometheus.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { json, path } from '../../../src/web/http/index.ts'
import { mail } from '../../../src/web/mail/index.ts'

class Book extends Model {
  title = field.char({ maxLength: 50 })
}

const options = (telemetry: ProjectOptions['telemetry']): ProjectOptions => ({
  apps: [defineApp({ label: 'shop', models: { Book } })],
  urls: [
    path('books/<int:id>/', async (_request, { id }: { id: number }) => json(await Book.filter({ id }).count()), {
      name: 'book',
    }),
    path('reset/<str:token>/', () => json(1)),
    path('broken/', () => {
      throw new RangeError('broken')
    }),
  ],
  ...(telemetry !== undefined && { telemetry }),
})

test('metrics count requests by route, statements and renderings', async () => {
  await using shop = await testProject(defineProject(options({ metrics: true })))
  await shop.get('/books/1/')
  await shop.get('/books/2/')
  await shop.get('/nothing/here/')
  await shop.get('/broken/', { raiseErrors: false })
  await shop.run(() => shop.project.engine.fromString('{{ x }}').render({ x: 1 }))
  await shop.run(async () => {
    await cache().set('private-key', 1)
    await cache().get('private-key')
  })
  const response = await shop.get('/metrics')
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
  const text = await response.text()
  const value = (line: string) =>
    Number(
      text
        .split('\n')
        .find((each) => each.startsWith(`${line} `))
        ?.split(' ')
        .at(-1),
    )
  assert.equal(
    value('http_server_request_duration_seconds_count{method="GET",route="books/<int:id>/",status="200"}'),
    2,
  )
  assert.equal(value('http_server_request_duration_seconds_count{method="GET",route="",status="404"}'), 1)
  assert.equal(value('http_server_request_duration_seconds_count{method="GET",route="broken/",status="500"}'), 1)
  assert.ok(
    value('db_client_operation_duration_seconds_count{database="default",operation="SELECT",outcome="ok"}') >= 2,
  )
  assert.match(text, /^template_render_duration_seconds_count\{template="[^"]*",outcome="ok"\} 1$/m)
  assert.match(text, /^process_cpu_user_seconds_total /m)
  assert.equal(value('cache_operations_total{cache="default",result="hit"}'), 1)
  assert.doesNotMatch(text, /nothing|private-key/, 'no label holds what a visitor sent')
})

test('who reads the metrics shows the token', async () => {
  await using shop = await testProject(defineProject(options({ metrics: { path: '/m', token: 'let-me-in' } })))
  const status = async (authorization?: string) =>
    (await shop.get('/m', authorization === undefined ? {} : { headers: { authorization } })).status
  assert.deepEqual(
    [await status(), await status('Bearer wrong'), await status('Basic let-me-in'), await status('Bearer let-me-in')],
    [401, 401, 401, 200],
  )
  assert.equal((await shop.client.json('POST', '/m', {})).status, 405)
})

test('production does not show its metrics to everybody by default', async () => {
  const env = { SECRET_KEY: 'k'.repeat(50), ALLOWED_HOSTS: 'testserver' }
  const open = (telemetry: ProjectOptions['telemetry'], more = {}) =>
    openProject(defineProject(options(telemetry)), {
      mode: 'production',
      databases: { default: 'sqlite::memory:' },
      env: { ...env, ...more },
    })
  await assert.rejects(open({ metrics: true }), { code: 'NUAGES_TELEMETRY_OPEN_METRICS' })
  await (await open({ metrics: { public: true } })).close()
  await using project = await open({ metrics: true }, { METRICS_TOKEN: 't' })
  const response = await project.fetch(
    new Request('http://testserver/metrics', { headers: { authorization: 'Bearer t' } }),
  )
  assert.equal(response.status, 200)
})

test('without telemetry nobody listens, and closing a project ends what it began', async () => {
  await using plain = await testProject(defineProject(options(undefined)))
  assert.deepEqual([queries.heard, renderings.watched], [false, false])
  const measured = await testProject(defineProject(options({ metrics: true, tracing: true })))
  assert.deepEqual([queries.heard, renderings.watched], [true, true])
  await measured.close()
  assert.deepEqual([queries.heard, renderings.watched], [false, false])
  assert.equal((await plain.get('/metrics')).status, 404)
})

test('a package that is not installed is named', async () => {
  await assert.rejects(loadPrometheus('no-such-package-here'), { code: 'NUAGES_TELEMETRY_NO_PACKAGE' })
  await assert.rejects(loadOpenTelemetry('no-such-package-here'), { code: 'NUAGES_TELEMETRY_NO_PACKAGE' })
})

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register()
after(() => provider.shutdown())

const spans = async (work: () => Promise<unknown>): Promise<ReadableSpan[]> => {
  exporter.reset()
  await work()
  return exporter.getFinishedSpans()
}

test('a request is a span, its statements and renderings are inside', async () => {
  await using shop = await testProject(defineProject(options({ tracing: true })))
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const found = await spans(() =>
    shop.get('/books/7/?secret=1', { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } }),
  )
  const [statement, request] = found
  assert.deepEqual(
    found.map(({ name }) => name),
    ['SELECT', 'GET /books/<int:id>/'],
  )
  assert.equal(request!.spanContext().traceId, trace)
  assert.equal(request!.parentSpanContext?.spanId, 'b7ad6b7169203331')
  assert.equal(statement!.parentSpanContext?.spanId, request!.spanContext().spanId)
  assert.equal(request!.attributes['url.path'], '/books/7/')
  assert.equal(request!.attributes['http.response.status_code'], 200)
  assert.match(String(statement!.attributes['db.query.text']), /^SELECT COUNT.*\?/)
  const told = JSON.stringify(found.map(({ attributes }) => attributes))
  assert.doesNotMatch(told, /secret/)
})

test('spans tell what failed, and no secret of an address', async () => {
  await using shop = await testProject(defineProject(options({ tracing: true })))
  const [broken] = await spans(() => shop.get('/broken/', { raiseErrors: false }))
  assert.equal(broken!.status.code, SpanStatusCode.ERROR)
  const [reset] = await spans(() => shop.get('/reset/abc123/'))
  assert.equal(reset!.attributes['url.path'], '/reset/***/')
  const [failed] = await spans(() =>
    shop.run(() =>
      shop.project.engine
        .fromString('{% include "nowhere.html" %}')
        .render()
        .catch(() => {}),
    ),
  )
  assert.match(failed!.name, /^render/)
  assert.equal(failed!.status.code, SpanStatusCode.ERROR)
  assert.equal(failed!.events[0]?.name, 'exception')
  const [leaking] = await spans(() =>
    renderings
      .run({ template: 'x' }, async () => {
        throw new RangeError('postgres://ida:hunter2@db/x did not answer https://x.example/?token=abc')
      })
      .catch(() => {}),
  )
  const exception = JSON.stringify(leaking!.events)
  assert.match(exception, /RangeError.*did not answer/)
  assert.doesNotMatch(exception, /hunter2|abc/)
})

const notify = task(
  'shop.notify',
  async ({ fail }: { fail: boolean }) => {
    await Book.filter({ title: 'x' }).count()
    await mail({ to: 'ida@example.org', subject: 'Private', text: 'Hello' }).send()
    if (fail) throw new RangeError('It went wrong')
  },
  { retries: 0 },
)

test('attempts at tasks and mails are measured, and told without addresses', async () => {
  const apps = [defineApp({ label: 'shop', models: { Book }, tasks: { notify } }), tasksApp]
  await using shop = await testProject(defineProject({ ...options({ metrics: true, tracing: true }), apps }))
  const found = await spans(async () => {
    await shop.run(async () => {
      await notify.enqueue({ fail: false })
      await notify.enqueue({ fail: true })
      await runPending(use(tasksService), shop.project.scope)
    })
  })
  const attempts = found.filter(({ name }) => name === 'process shop.notify')
  assert.deepEqual(
    attempts.map(({ attributes }) => attributes['error.type']),
    [undefined, 'RangeError'],
  )
  for (const name of ['SELECT', 'send mail']) {
    const inside = found.filter(
      (each) => each.name === name && each.parentSpanContext?.spanId === attempts[0]!.spanContext().spanId,
    )
    assert.ok(inside.length > 0, name)
  }
  assert.doesNotMatch(JSON.stringify(found.map(({ attributes }) => attributes)), /ida@|Private/)
  const text = await (await shop.get('/metrics')).text()
  for (const outcome of ['done', 'failed'])
    assert.match(
      text,
      new RegExp(
        `^task_attempt_duration_seconds_count\\{task="shop.notify",queue="default",outcome="${outcome}"\\} 1$`,
        'm',
      ),
    )
  assert.match(text, /^mail_send_duration_seconds_count\{transport="memory",outcome="ok"\} 2$/m)
  assert.match(text, /^tasks_enqueued_total\{task="shop.notify",queue="default"\} 2$/m)
})
