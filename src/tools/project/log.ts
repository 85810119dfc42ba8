import type { LogSettings } from '../../base/log/index.ts'
import type { Environment } from '../../base/settings/index.ts'
import type { ProjectOptions } from './definition.ts'

/** How the project logs: what the deployer says, else what the configuration says. Tests read failures, not warnings that they provoked. */
export function projectLog({ log = {} }: ProjectOptions, environment: Environment): LogSettings {
  const { mode, logLevel, logFormat } = environment
  const format = logFormat ?? log.format ?? (mode === 'production' ? 'json' : undefined)
  return {
    level: logLevel ?? log.level ?? (mode === 'test' ? 'error' : 'info'),
    ...(format !== undefined && { format }),
    ...(log.sink !== undefined && { sink: log.sink }),
  }
}
