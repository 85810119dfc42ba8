export {
  createLogger,
  type Fields,
  type Level,
  type Logger,
  type LoggerOptions,
  levels,
  logContextService,
} from './logger.ts'
export { mask, secretNames, secretNamesService, soundsSecret, withoutSecrets } from './redact.ts'
