export {
  createLogger,
  type Fields,
  type Level,
  type Logger,
  type LoggerOptions,
  type LogRecord,
  type LogSettings,
  type LogSink,
  levels,
  logContextService,
  logSettingsService,
} from './logger.ts'
export { type PinoLogger, pinoSink } from './pino.ts'
export { mask, secretNames, secretNamesService, soundsSecret, withoutSecrets } from './redact.ts'
