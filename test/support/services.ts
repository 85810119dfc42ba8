import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'

/** What a suite may need that a machine may lack. `NUAGES_TEST_REQUIRE=browser,django` makes its absence a failure. */
export type ServiceName = 'postgres' | 'mariadb' | 'redis' | 'browser' | 'django'

/** The PostgreSQL server that tests use: a URL of a database in which its user may create others. */
export const postgresServer = process.env['NUAGES_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** The MariaDB server that tests use: a URL of a database, whose user may create others. */
export const mariadbServer = process.env['NUAGES_TEST_MARIADB_URL'] ?? 'mysql://root@127.0.0.1:3306/mysql'

const required = new Set((process.env['NUAGES_TEST_REQUIRE'] ?? '').split(',').filter((name) => name !== ''))

const browsers = [
  process.env['NUAGES_TEST_BROWSER'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** How tests start it: there is often no user but root, and never a screen whose pixels a graphics processor would draw. */
export const browserArguments: string[] = ['--no-sandbox', '--disable-gpu']

/** The path of a Chromium, Chrome or Edge, or null. */
export function browserPath(): string | null {
  return browsers.find((path): path is string => path !== undefined && existsSync(path)) ?? null
}

function answers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
    socket.setTimeout(1000, () => end(false))
  })
}

const checks: Record<ServiceName, () => Promise<boolean>> = {
  postgres: () => {
    const { port, hostname } = new URL(postgresServer)
    return answers(Number(port || 5432), hostname)
  },
  mariadb: () => {
    const { port, hostname } = new URL(mariadbServer)
    return answers(Number(port || 3306), hostname)
  },
  redis: () => answers(6379),
  browser: async () => browserPath() !== null,
  django: async () => spawnSync(pythonPath(), ['-c', 'import django']).status === 0,
}

/** The Python of `NUAGES_TEST_PYTHON`, one that has Debian's packages, or whichever is first on the PATH. */
export function pythonPath(): string {
  const own = process.env['NUAGES_TEST_PYTHON']
  if (own !== undefined) return own
  return existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
}

/** False to run a suite that needs `service`; the reason to skip it where the service is absent and nobody required it. */
export async function skipWithout(service: ServiceName): Promise<false | string> {
  if (required.has(service) || (await checks[service]())) return false
  return `no ${service} on this machine`
}
