import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { root } from '../support/files.ts'

/** Runs a program in a process of its own, and tells the packages that it loaded. */
function packagesOf(program: string): readonly string[] {
  const script = `
    import { registerHooks } from 'node:module'
    const packages = new Set()
    registerHooks({
      load(url, context, next) {
        const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
        if (name !== undefined) packages.add(name)
        return next(url, context)
      },
    })
    ${program}
    console.log(JSON.stringify([...packages].sort()))
    process.exit()`
  const args = ['--conditions=nuages-source', '--input-type=module', '-e', script]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as string[]
}

/*
 * A library that few need is loaded by who needs it. Each one here makes every start of every server slower: another one is added only with
 * that reason.
 */
test('a server of nuages/http alone loads what reads its forms, and no other library', () => {
  const program = `
    const { createApp, path, serve, text } = await import('nuages/http')
    const { port } = await serve(createApp({ urls: [path('', () => text('Hello'))] }), { port: 0 })
    if ((await (await fetch('http://127.0.0.1:' + port)).text()) !== 'Hello') throw new TypeError('no answer')`
  assert.deepEqual(packagesOf(program), ['@fastify/busboy', 'decimal.js'])
})

test('a project that says hello loads no library of mail, pictures, schedules, stores or telemetry', () => {
  const program = `
    const { defineProject, openProject } = await import('nuages/project')
    const { path, text } = await import('nuages/http')
    const project = defineProject({ apps: [], urls: [path('', () => text('Hello'))] })
    const opened = await openProject(project, { mode: 'test', databases: { default: 'sqlite::memory:' } })
    if ((await (await opened.app.fetch(new Request('http://127.0.0.1/'))).text()) !== 'Hello') throw new TypeError('no answer')`
  assert.deepEqual(packagesOf(program), ['@fastify/busboy', 'decimal.js'])
})
