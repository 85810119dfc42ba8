/**
 * Hello, world: what its process spends until the first answer, and what its heap holds then. `nuages/http` is read as it is published, as
 * JavaScript: types are taken off into a temporary folder first.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Interval, intervalOf } from '../orm/measure.ts'

const root = join(import.meta.dirname, '..', '..')

const bare = `
import { createServer } from 'node:http'
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': 13 })
  response.end('Hello, World!')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address()`

const nuages = `
import { createApp, path, serve, text } from './src/web/http/index.js'
const app = createApp({ urls: [path('', () => text('Hello, World!'))] })
const { port } = await serve(app, { port: 0 })`

/** Asks once over a bare socket, which costs neither of them much, and tells. */
const asked = `
import { connect } from 'node:net'
const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n'))
socket.on('data', (chunk) => {
  if (!String(chunk).endsWith('Hello, World!')) return
  const { user, system } = process.cpuUsage()
  gc()
  console.log(JSON.stringify({ cpu: user + system, heap: process.memoryUsage().heapUsed }))
  process.exit()
})`

/** The sources as JavaScript, and both programs beside them. */
function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-bench-'))
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  for (const name of sources) {
    const code = stripTypeScriptTypes(readFileSync(join(root, 'src', name), 'utf8'))
    const file = join(folder, 'src', name.replace(/ts$/, 'js'))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code.replace(/(\bfrom |\bimport |\bimport\()'(\.[^']+)\.ts'/g, "$1'$2.js'"))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'node.js'), bare + asked)
  writeFileSync(join(folder, 'nuages.js'), nuages + asked)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

interface Start {
  readonly cpu: number
  readonly heap: number
}

function start(program: string): Start {
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' })
  if (stdout === '') throw new TypeError(stderr)
  return JSON.parse(stdout) as Start
}

/** What nuages spends until its first answer for each second of bare node:http, and how many MiB more its heap holds then. */
export function starting(rounds: number): { readonly cpu: Interval; readonly heap: Interval } {
  const folder = build()
  try {
    const [one, other] = [join(folder, 'node.js'), join(folder, 'nuages.js')]
    start(one)
    start(other)
    const pairs = Array.from({ length: rounds }, () => ({ node: start(one), nuages: start(other) }))
    return {
      cpu: intervalOf(pairs.map(({ node, nuages }) => nuages.cpu / node.cpu)),
      heap: intervalOf(pairs.map(({ node, nuages }) => (nuages.heap - node.heap) / 2 ** 20)),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
