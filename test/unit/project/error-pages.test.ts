import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { defineProject, openProject } from '../../../src/tools/project/index.ts'
import { path, render, text } from '../../../src/web/http/index.ts'
import { workshop } from '../migrations/helpers.ts'

test("a page of one's own for an address without a route has links like any other page", async (t) => {
  const dir = workshop(t)
  mkdirSync(join(dir, 'templates'))
  writeFileSync(join(dir, 'templates', '404.html'), `Not here. <a href="{% url 'home' %}">Home</a>`)
  const definition = defineProject({
    apps: [],
    databases: { default: 'sqlite::memory:' },
    templates: { dirs: ['templates'] },
    urls: [path('start/', () => text(''), { name: 'home' })],
    errorPages: { 404: (request) => render(request, '404.html', {}, { status: 404 }) },
  })
  await using project = await openProject(definition, { dir, mode: 'test' })
  const answer = await project.fetch(new Request('http://testserver/nowhere/'))
  assert.equal(answer.status, 404)
  assert.equal(await answer.text(), 'Not here. <a href="/start/">Home</a>')
})
