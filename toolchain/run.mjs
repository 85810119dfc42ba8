// What `npm start`, `npm test`, `npm run build|conformance|bench|fuzz` run. It works on any Node from 20 on, installs what is
// missing, and hands over to the Node that the toolchain workspace pins.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')
const stamp = join(modules, '.nuages-install')
const source = '--conditions=nuages-source'

process.chdir(root)

/** Runs a program to its end with the pinned Node first on the PATH; signals are the child's to handle. */
function run(command, args, { env = {}, windowsShell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      shell: windowsShell && process.platform === 'win32',
      // Types are stripped, and code compiled, once for all the processes that tests start.
      env: {
        NODE_COMPILE_CACHE: join(modules, '.cache', 'compiled'),
        ...process.env,
        ...env,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
      },
    })
    const stay = () => {}
    process.on('SIGINT', stay)
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGINT', stay)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

async function step(title, command, args, options) {
  if (title) console.log(`\n— ${title}`)
  const code = await run(command, args, options)
  if (code !== 0) process.exit(code)
}

async function install() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Installing dependencies (once; a minute or so) …')
  await step('', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { windowsShell: true })
  writeFileSync(stamp, wanted)
}

const tool = (name) => join(bin, process.platform === 'win32' ? `${name}.cmd` : name)
const node = (...args) => [tool('node'), args]

async function build() {
  rmSync('dist', { recursive: true, force: true })
  await step('build: src → dist', tool('tsc'), ['-p', 'tsconfig.build.json'])
  await step('', ...node('toolchain/copy-assets.mjs'))
}

const tasks = {
  async start(args) {
    process.exit(await run(...node(source, 'examples/newsroom/start.ts', ...args)))
  },
  build,
  async test(args) {
    await build()
    await step('types', tool('tsc'), ['-p', 'tsconfig.json'])
    await step('lint and format', tool('biome'), ['check', '--error-on-warnings', '.'])
    console.log('\n— tests')
    await step('', ...node(source, 'toolchain/run-tests.mjs', ...args))
  },
  async conformance(args) {
    process.exit(await run(...node(source, 'test/conformance/run.ts', ...args)))
  },
  async fuzz(args) {
    process.exit(await run(...node(source, 'test/security/fuzz/run.ts', ...args)))
  },
  async bench(args) {
    process.exit(await run(...node(source, 'bench/run.ts', ...args)))
  },
}

const [name, ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, name)) {
  console.error(`toolchain/run.mjs knows ${Object.keys(tasks).join(', ')}, not '${name}'.`)
  process.exit(2)
}
await install()
await tasks[name](args)
