import { NuagesError } from '../../base/errors/index.ts'
import { ValidationError } from '../../base/schema/index.ts'
import { cliErrors } from './errors.ts'

/** Where a command prints: lines for a person on one stream, problems on the other. */
export interface Terminal {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  /** True where somebody can answer a question. */
  readonly interactive: boolean
}

/** The terminal of the process. */
export const terminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  get interactive() {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['CI'] === undefined
  },
}

export interface Question {
  readonly message: string
  /** The flag that answers it: '--username'. */
  readonly flag: string
  readonly secret?: boolean
  readonly initial?: string
  /** Why a value does not do, or undefined. */
  readonly check?: (value: string) => string | undefined
}

/** Cancels what `prompt` asks where the input ends: Ctrl+D closes it without a word to the one who waits for an answer. */
export async function untilGivenUp<T>(prompt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const given = new AbortController()
  const end = () => given.abort()
  const key = (_text: string | undefined, pressed?: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (pressed?.ctrl === true && pressed.name === 'd') end()
  }
  process.stdin.on('keypress', key).once('end', end)
  try {
    return await prompt(given.signal)
  } finally {
    process.stdin.off('keypress', key).off('end', end)
  }
}

/** Asks in the terminal. Throws `NUAGES_CLI_NO_TERMINAL` where there is none; who gives up (Ctrl+C, Ctrl+D) ends the process with 130. */
export async function ask(question: Question): Promise<string> {
  if (!terminal.interactive) throw cliErrors.NO_TERMINAL({ what: question.message, flag: question.flag })
  const { isCancel, password, text } = await import('@clack/prompts')
  const validate = (value: string | undefined) => question.check?.(value ?? '')
  const { message, initial } = question
  const answer = await untilGivenUp((signal) =>
    question.secret
      ? password({ message, validate, signal })
      : text({ message, validate, signal, ...(initial !== undefined && { initialValue: initial }) }),
  )
  if (isCancel(answer)) process.exit(130)
  return answer
}

/** Prints an error the way a person reads it: message, hint, code; the stack only where the error is none of ours. */
export function complainOf(error: unknown, out: Terminal = terminal): void {
  if (error instanceof ValidationError) {
    for (const issue of error.issues)
      out.complain(issue.field === null ? issue.message : `${issue.field}: ${issue.message}`)
    return
  }
  if (error instanceof NuagesError) {
    out.complain(error.message)
    out.complain(error.hint)
    out.complain(`(${error.code})`)
    return
  }
  out.complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
