/** Something done in two ways: through the ORM and by hand. */
export interface Contest {
  readonly name: string
  readonly ours: () => Promise<unknown>
  readonly theirs: () => unknown
}

/** Milliseconds of this process's CPU that `work` takes: what others do on a shared machine is not in it. */
async function spent(work: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor((sorted.length - 1) * q)]!

/**
 * Prints the ratio of ours to theirs. Rounds are interleaved, so that a busy machine disturbs both sides; the interval is
 * the middle half of the rounds' ratios.
 */
export async function compare({ name, ours, theirs }: Contest, other: string, rounds = 25): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await ours()
    await theirs()
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0
    const before = first ? await spent(theirs) : 0
    const mine = await spent(ours)
    ratios.push(mine / Math.max(first ? before : await spent(theirs), 0.001))
  }
  ratios.sort((a, b) => a - b)
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q).toFixed(2))
  console.log(`${name}: ${middle} × ${other} (${low} to ${high})`)
}
