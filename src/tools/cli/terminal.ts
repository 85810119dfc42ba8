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

/** Asks in the terminal. Throws `NUAGES_CLI_NO_TERMINAL` where there is none; an interrupt ends the process with 130. */
export async function ask(question: Question): Promise<string> {
  if (!terminal.interactive) throw cliErrors.NO_TERMINAL({ what: question.message, flag: question.flag })
  const { isCancel, password, text } = await import('@clack/prompts')
  const validate = (value: string | undefined) => question.check?.(value ?? '')
  const answer = question.secret
    ? await password({ message: question.message, validate })
    : await text({
        message: question.message,
        validate,
        ...(question.initial !== undefined && { initialValue: question.initial }),
      })
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
