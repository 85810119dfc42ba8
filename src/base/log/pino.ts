import type { LogSink } from './logger.ts'

type Write = (fields: object, message: string) => void

/** As much of a pino logger as is used: https://getpino.io. */
export interface PinoLogger {
  readonly trace: Write
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}

/**
 * Hands records to pino, with its transports, its levels and its time: `defineProject({ log: { sink: pinoSink(pino()) } })`. The name of
 * the part that speaks is the field `name`.
 */
export function pinoSink(logger: PinoLogger): LogSink {
  return {
    write({ level, name, message, fields }) {
      logger[level]({ name, ...fields }, message)
    },
  }
}
