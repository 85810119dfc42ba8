import { didYouMean, NuagesError } from '../../../base/errors/index.ts'
import { type FindingId, locate, type TemplateFinding } from './finding.ts'
import { literalText, namesOf, type ReadTemplate, type RouteUse } from './read.ts'
import { extendsOf, type TemplateSet } from './set.ts'

/** The routes of a name, as far as their parameters go; or why there are none. */
export type DescribeRoute = (name: string) =>
  | readonly {
      readonly route: string
      readonly parameters: readonly (readonly string[])[]
      readonly defaults: readonly string[]
    }[]
  | { readonly reason: string }

/** What the checks may ask beside the templates themselves. What is left out is not checked. */
export interface Surroundings {
  readonly describeRoute?: DescribeRoute
  /** The address of a route, or a coded error where the values do not fit. */
  readonly reverse?: (name: string, values: readonly unknown[] | Readonly<Record<string, unknown>>) => string
  readonly hasFile?: (path: string) => Promise<boolean>
}

/** Names in a template that lead nowhere: templates, parts, blocks, routes, files. */
export async function checkNames(
  template: ReadTemplate,
  set: TemplateSet,
  around: Surroundings,
): Promise<readonly TemplateFinding[]> {
  const { origin } = template
  const findings: TemplateFinding[] = []
  const add = (id: FindingId, position: number, written: string, message: string) =>
    findings.push({ id, message, origin, position: locate(origin, position, written) })
  checkReferences(template, set, add)
  checkBlocks(template, set, add)
  for (const { name, position } of template.partialUses) {
    if (template.partials.has(name)) continue
    add(
      'templates.E008',
      position,
      name,
      `There is no part '${name}' here${didYouMean(name, template.partials.keys())}.`,
    )
  }
  checkMessages(template, add)
  for (const route of template.routes) checkRoute(route, around, add)
  if (around.hasFile !== undefined) {
    for (const { path, position } of template.files) {
      const file = literalText(path)
      if (file === null || (await around.hasFile(file))) continue
      add('templates.W002', position, file, `There is no static file '${file}'.`)
    }
  }
  return findings
}

/** Variables of `{% blocktranslate %}` are looked up by the whole of what is written: a dot or a filter finds nothing. */
function checkMessages(template: ReadTemplate, add: Add): void {
  for (const { text, plural, position } of template.messages) {
    const names = Array.from(`${text} ${plural ?? ''}`.matchAll(/%\(([^()]*)\)s/g), ([, name = '']) => name)
    for (const name of new Set(names)) {
      if (!/[^\p{L}\p{N}_]/u.test(name)) continue
      add(
        'templates.W003',
        position,
        `{{ ${name} }}`,
        `{{ ${name} }} shows nothing in {% blocktranslate %}, which knows whole names only.`,
      )
    }
  }
}

type Add = (id: FindingId, position: number, written: string, message: string) => void

function checkReferences(template: ReadTemplate, set: TemplateSet, add: Add): void {
  for (const reference of template.references) {
    const names = namesOf(reference)
    if (names.length === 0) continue
    const itself = reference.kind === 'extends' && names.includes(template.origin.name)
    const found = itself ? null : names.map((name) => set.get(name)).find((each) => each !== null)
    const { position } = reference
    if (itself) {
      // A template may extend the next of its own name, in another directory.
      if (set.parent(template) === null)
        add('templates.E009', position, names[0]!, `This template extends itself: there is no other '${names[0]}'.`)
    } else if (found === undefined || found === null) {
      const known = didYouMean(names[0]!, set.engine.names())
      add(
        'templates.E005',
        position,
        names[0]!,
        `There is no template ${names.map((each) => `'${each}'`).join(' or ')}${known}.`,
      )
    } else if (found.part !== null && found.template.nodes !== null && !found.template.partials.has(found.part)) {
      const known = didYouMean(found.part, found.template.partials.keys())
      add('templates.E008', position, names[0]!, `'${found.template.origin.name}' has no part '${found.part}'${known}.`)
    }
  }
  const line = set.line(template)
  const last = set.parent(line.at(-1)!)
  if (last === template && line.length > 1) {
    const circle = [...line, template].map(({ origin }) => origin.name).join(' -> ')
    add('templates.E009', extendsOf(template)!.position, '', `Templates extend each other in a circle: ${circle}.`)
  }
}

/** A block of a child that stands in no other block is shown only in the place of one of the same name above. */
function checkBlocks(template: ReadTemplate, set: TemplateSet, add: Add): void {
  const above = set.line(template).slice(1)
  if (above.length === 0 || above.some(({ nodes }) => nodes === null)) return
  // Above a parent that is known only while rendering there may be any block.
  if (extendsOf(above.at(-1)!) !== null) return
  const known = new Set(above.flatMap(({ blocks }) => [...blocks.keys()]))
  for (const name of template.outerBlocks) {
    if (known.has(name)) continue
    const message = `No template that this one extends has a block '${name}'${didYouMean(name, known)}: it is never shown.`
    add('templates.W001', template.blocks.get(name)!.position, name, message)
  }
}

function checkRoute({ name, values, named, quiet, position }: RouteUse, around: Surroundings, add: Add): void {
  const route = literalText(name)
  if (route === null || quiet || around.describeRoute === undefined) return
  const shapes = around.describeRoute(route)
  if ('reason' in shapes) {
    add('templates.E006', position, route, `There is no URL '${route}': ${shapes.reason}.`)
    return
  }
  const keys = [...named.keys()]
  const fits = shapes.some(({ parameters, defaults }) =>
    parameters.some((names) =>
      keys.length === 0
        ? names.length === values.length
        : names.every((each) => named.has(each)) &&
          keys.every((each) => names.includes(each) || defaults.includes(each)),
    ),
  )
  const given = keys.length > 0 ? keys.join(', ') : values.length === 0 ? 'nothing' : `${values.length} plain values`
  if (!fits) {
    const wants = shapes.map((shape) => `'${shape.route}'`).join(' or ')
    add('templates.E007', position, route, `The URL '${route}' is ${wants}, and the template gives ${given}.`)
    return
  }
  const literals = literalValues(values, named)
  if (literals === null || around.reverse === undefined) return
  try {
    around.reverse(route, literals)
  } catch (error) {
    if (!(error instanceof NuagesError)) throw error
    add('templates.E007', position, route, error.message)
  }
}

function literalValues(values: RouteUse['values'], named: RouteUse['named']) {
  const read = ({ base, filters }: RouteUse['name']) =>
    base.kind === 'literal' && filters.length === 0 ? base.value : null
  const plain = values.map(read)
  const pairs = Array.from(named, ([key, each]) => [key, read(each)] as const)
  if (plain.includes(null) || pairs.some(([, value]) => value === null)) return null
  return pairs.length > 0 ? Object.fromEntries(pairs) : plain
}
