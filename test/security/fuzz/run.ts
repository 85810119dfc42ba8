/**
 * `npm run fuzz -- [--minutes 10] [--seed 1] [--only SEED]`: attacks the server for that long and prints, once a minute, what it answered and its
 * heap. `--only` shows one attack and its answer.
 */
import { parseArgs } from 'node:util'
import { Siege } from './siege.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const minutes = Number(values.minutes ?? 10)
await using siege = await Siege.start({ log: true })

if (values.only !== undefined) {
  const { sent, answer } = await siege.repeat(Number(values.only))
  console.log(JSON.stringify(sent, null, 2))
  console.log(answer)
} else {
  let seed = Number(values.seed ?? 1)
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  for (let minute = 1; minute <= minutes; minute++) {
    const end = Date.now() + 60_000
    seed = await siege.attack(seed, () => Date.now() > end)
    const { heapUsed, sockets, polluted, failures } = await siege.report()
    const statuses = [...siege.statuses].sort().map(([status, count]) => `${status}: ${count}`)
    console.log(
      `${minute} min, ${siege.connections} connections, heap ${mebibytes(heapUsed)}, ${sockets} sockets open. ${statuses.join(', ')}`,
    )
    for (const failure of failures) console.log(`  ${failure}`)
    if (polluted > 0) console.log('  Every object has a new property.')
    for (const { seed: of, what } of siege.findings.splice(0)) console.log(`  --only ${of}: ${what}`)
    if (failures.length > 0 || polluted > 0 || !(await siege.answers())) process.exitCode = 1
  }
}
