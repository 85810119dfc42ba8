import { Avg, atomic, Count, F, Max, Min, Q, Sum, sql } from '../../data/orm/index.ts'
import type { ModelRegistry } from '../../data/query/index.ts'

/** What a prompt knows by name: every model of the project, and the functions that queries are made of. */
export function namesForShell(registry: ModelRegistry): Record<string, unknown> {
  const names: Record<string, unknown> = { Q, F, Count, Sum, Avg, Min, Max, atomic, sql }
  for (const info of registry.models) {
    if (info.automatic) continue
    names[info.name in names ? `${info.app}_${info.name}` : info.name] = info.model
  }
  return names
}
