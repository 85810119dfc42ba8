/** Milliseconds in which two signals are one: a terminal sends it to every process, and npm, which started this one, passes it on. */
const same = 300

/** A listener for signals that end a process: what the first of them asks for, and what one that comes later asks for. */
export function endingSignals(
  first: (signal: NodeJS.Signals) => void,
  again: (signal: NodeJS.Signals) => void,
): (signal: NodeJS.Signals) => void {
  let since: number | null = null
  return (signal) => {
    if (since === null) {
      since = performance.now()
      first(signal)
    } else if (performance.now() - since > same) again(signal)
  }
}

/** The exit code of a process that did not wait for its end. */
export function codeOfSignal(signal: NodeJS.Signals): number {
  return signal === 'SIGHUP' ? 129 : signal === 'SIGINT' ? 130 : 143
}
