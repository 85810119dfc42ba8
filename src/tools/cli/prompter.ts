import type { Prompter } from '../../data/migrations/index.ts'
import { untilGivenUp } from './terminal.ts'

/** Asks the questions of migrations in the terminal; who gives up (Ctrl+C, Ctrl+D) ends the process with 130. */
export const prompter: Prompter = {
  async confirm(message) {
    const { confirm, isCancel } = await import('@clack/prompts')
    const answer = await untilGivenUp((signal) => confirm({ message, initialValue: false, signal }))
    if (isCancel(answer)) process.exit(130)
    return answer
  },
  async text(message) {
    const { isCancel, text } = await import('@clack/prompts')
    const answer = await untilGivenUp((signal) => text({ message, signal }))
    return isCancel(answer) ? null : answer
  },
}

/** Gathers a flag that may be given several times. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]
