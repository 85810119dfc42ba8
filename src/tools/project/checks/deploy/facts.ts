import type { Finding, FindingLevel } from '../../../../base/checks/index.ts'
import type { Environment } from '../../../../base/settings/index.ts'
import type { Middleware } from '../../../../web/http/index.ts'
import type { ProjectOptions } from '../../definition.ts'
import type { Project } from '../../project.ts'

/** What is known of a project that is about to be deployed. */
export interface DeployFacts {
  readonly project: Project
  readonly options: ProjectOptions
  readonly environment: Environment
  /** What stands around its views, without the log. */
  readonly middleware: readonly Middleware[]
  /** URLs by connection name. */
  readonly databases: Readonly<Record<string, string>>
  /** How many processes will answer. */
  readonly processes: number
}

/** A group of checks for deployment. */
export type DeployCheck = (facts: DeployFacts) => readonly Finding[] | Promise<readonly Finding[]>

/** Makes a finding; `where` is the setting that it is about. */
export function finding(level: FindingLevel, id: string, where: string, message: string, hint: string): Finding {
  return { id, level, message, hint, where }
}
