/** Milliseconds of the processor since a moment: what other processes of the machine do is not in it, as it is on the clock. */
export function processorTime(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
}
