import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineProject, openProject } from '../../../src/tools/project/index.ts'
import { converter, json, path, reverse } from '../../../src/web/http/index.ts'

test('routes of a project use its own path converters, both ways', async () => {
  const decade = converter(
    '[0-9]{3}0s',
    (text) => Number(text.slice(0, 4)),
    (year: number) => `${year}s`,
  )
  const urls = [path('films/<decade:from>/', (request) => json(request.params['from']), { name: 'films' })]
  const databases = { default: 'sqlite::memory:' }
  const definition = defineProject({ apps: [], databases, urls, converters: { decade } })
  await using project = await openProject(definition, { mode: 'test' })
  const address = await project.run(() => reverse('films', { from: 1950 }))
  assert.equal(address, '/films/1950s/')
  const answer = await project.fetch(new Request(`http://testserver${address}`))
  assert.deepEqual(await answer.json(), 1950)

  const without = defineProject({ apps: [], databases, urls })
  await assert.rejects(openProject(without, { mode: 'test' }), {
    code: 'NUAGES_HTTP_UNKNOWN_CONVERTER',
    message: /'films\/<decade:from>\/'.*'decade'/,
    hint: /defineProject\(\{ converters \}\)/,
  })
})
