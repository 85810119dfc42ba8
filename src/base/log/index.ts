export { createLogger, type Fields, type Level, type Logger, type LoggerOptions, levels } from './logger.ts'
export { mask, secretNames, secretNamesService, soundsSecret, withoutSecrets } from './redact.ts'
