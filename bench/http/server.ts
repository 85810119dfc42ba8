/** One contestant in a process of its own: `node server.ts NAME SETTINGS`. It is told what to do by its parent. */
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Start } from './contestants/contestant.ts'
import { Hub } from './hub.ts'

export type Order = { readonly order: 'cpu' } | { readonly order: 'publish'; readonly count: number }

const [name, settings] = process.argv.slice(2)
const hub = new Hub()
const { start } = (await import(join(import.meta.dirname, 'contestants', `${name}.ts`))) as { start: Start }
process.send!({ port: await start({ ...JSON.parse(settings!), hub }) })

let before = process.cpuUsage()
process.on('message', async (message: Order) => {
  if (message.order === 'publish') {
    for (let i = 0; i < message.count; i++) {
      hub.publish('tick~')
      await turn()
    }
    process.send!({})
    return
  }
  // CPU of this process since the last question, in microseconds.
  const { user, system } = process.cpuUsage(before)
  before = process.cpuUsage()
  process.send!({ cpu: user + system })
})
