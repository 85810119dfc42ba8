import type { Engine } from '../engine.ts'
import { checkEscaping } from './escaping.ts'
import type { TemplateFinding } from './finding.ts'
import { checkNames, type Surroundings } from './names.ts'
import type { ReadTemplate } from './read.ts'
import { TemplateSet } from './set.ts'

/** Which of an engine's templates are looked at, and with what. */
export interface CheckOptions extends Surroundings {
  /** Templates of which only the reading itself is checked: those that came with a package. Default: none. */
  readonly foreign?: (template: ReadTemplate) => boolean
}

/**
 * Everything that can be known of an engine's templates without a context: mistakes of syntax, names of tags, filters,
 * libraries, templates, parts, blocks, routes and files, and values in places where escaping does not protect. All of
 * them, in the order of the templates. What a comment silences is left out by `unsilenced`.
 */
export async function checkTemplates(
  engine: Engine,
  options: CheckOptions = {},
): Promise<{ readonly set: TemplateSet; readonly findings: readonly TemplateFinding[] }> {
  const set = await TemplateSet.read(engine)
  const findings: TemplateFinding[] = []
  for (const template of set.all) {
    findings.push(...template.findings)
    if (!options.foreign?.(template)) findings.push(...(await checkNames(template, set, options)))
  }
  const foreign = new Set([...set.all].filter((each) => options.foreign?.(each)).map(({ origin }) => origin))
  findings.push(...checkEscaping(set).filter(({ origin }) => !foreign.has(origin)))
  return { set, findings }
}

export { type FindingId, isNote, sorted, type TemplateFinding, templateFindings, whereOf } from './finding.ts'
export type { DescribeRoute, Surroundings } from './names.ts'
export type { ReadTemplate } from './read.ts'
export { TemplateSet } from './set.ts'
export { unsilenced } from './silence.ts'
export {
  type Diagnostic,
  findingFor,
  type Lines,
  type Meaning,
  parseDiagnostics,
  prelude,
  TypeWriter,
} from './types/index.ts'
export { Walker } from './walker.ts'
