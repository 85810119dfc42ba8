export { createLogger, type Fields, type Level, type Logger, type LoggerOptions, levels } from './logger.ts'
export { mask, redacted, soundsSecret } from './redact.ts'
