/** nuages' admin in a process of its own, on the database of a URL: `node server.ts DATABASE_URL FOLDER`. Orders come and answers go as lines of JSON. */
import { createInterface } from 'node:readline'
import { createSuperuser } from '../../src/apps/auth/index.ts'
import { queries } from '../../src/base/events/index.ts'
import { openProject, prepareTestDatabase } from '../../src/tools/project/index.ts'
import { serve } from '../../src/web/http/index.ts'
import { account, type Order } from './contestant.ts'
import { definition } from './shop.ts'

const [url = '', dir = ''] = process.argv.slice(2)
const project = await openProject(definition, {
  dir,
  databases: { default: url },
  env: {
    NUAGES_ENV: 'production',
    SECRET_KEY: 'a key of fifty characters that only the benchmark uses',
    ALLOWED_HOSTS: '127.0.0.1',
  },
})
await prepareTestDatabase(project, 'default')
await project.run(() => createSuperuser(account))
const server = await serve(project.app, { port: 0, host: '127.0.0.1' })
const say = (answer: object) => console.log(JSON.stringify(answer))
say({ port: Number(new URL(server.url).port), version: process.versions.node })

let before = process.cpuUsage()
let seen: string[] = []
let stop: (() => void) | null = null
for await (const line of createInterface({ input: process.stdin })) {
  const { order } = JSON.parse(line) as { order: Order }
  if (order === 'cpu') {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    say({ cpu: user + system })
  } else if (order === 'count') {
    seen = []
    stop = queries.subscribe(({ sql }) => seen.push(sql))
    say({})
  } else {
    stop?.()
    say({ queries: seen })
  }
}
process.exit()
