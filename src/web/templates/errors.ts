import { defineErrors } from '../../base/errors/index.ts'
import type { UnknownName } from './parser.ts'

/** Where in a template: what every template error knows. */
export interface Place {
  readonly template: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The source line. */
  readonly source: string
}

/** `page.html, line 3, column 5` and the source line with a mark under the place. */
export function describePlace(place: Place): string {
  const start = Math.max(0, Math.min(place.column - 1 - 60, place.source.length))
  const shown = place.source.slice(start, start + 160)
  const before = shown.slice(0, place.column - 1 - start).replace(/[^\t]/g, ' ')
  return `${place.template}, line ${place.line}, column ${place.column}\n    ${shown}\n    ${before}^`
}

export const templatesErrors = defineErrors('TEMPLATES', {
  SYNTAX: {
    status: 500,
    message: ({ reason, place }: { reason: string; place: Place; unknown?: UnknownName }) =>
      `${reason}\n  in ${describePlace(place)}`,
    hint: 'Correct the template at the line that the message shows.',
  },
  NOT_FOUND: {
    status: 500,
    message: ({
      names,
      tried,
      suggestion,
    }: {
      names: readonly string[]
      tried: readonly string[]
      suggestion: string
    }) =>
      `There is no template ${names.map((name) => `'${name}'`).join(' or ') || 'in an empty list'}${suggestion}.${
        tried.length === 0 ? '' : ` Tried: ${tried.join(', ')}.`
      }`,
    hint: "Create the file in one of the template directories that were tried, or correct the name (relative to the directory, with '/').",
  },
  UNKNOWN_VARIABLE: {
    status: 500,
    message: ({ reason }: { variable: string; reason: string }) => `${reason}.`,
    hint: 'The engine is strict: correct the name, put the value into the context, or say what stands in for it with `|default:"…"`.',
  },
  UNDEFINED_ARGUMENT: {
    status: 500,
    message: ({ variable }: { variable: string }) =>
      `The variable '${variable}' is given to a filter as its argument, and the context has no such value.`,
    hint: 'Put the value into the context, or write a literal.',
  },
  UNLOADED_RELATION: {
    status: 500,
    message: ({ reason, attribute }: { reason: string; attribute: string }) =>
      `A template asked for '${attribute}' of a relation that was not loaded. ${reason}`,
    hint: 'Load the relation with the rows (selectRelated or prefetchRelated in the view): templates never load one row at a time.',
  },
  RECURSION: {
    status: 500,
    message: ({ template, depth }: { template: string; depth: number }) =>
      `Templates include each other ${depth} levels deep, the last one '${template}'.`,
    hint: 'Let the include end: put it under a condition that becomes false, or check the data for a cycle.',
  },
  EXTENDS_CYCLE: {
    status: 500,
    message: ({ templates }: { templates: readonly string[] }) =>
      `Templates extend each other in a circle: ${templates.join(' -> ')}.`,
    hint: 'Let one of them extend another template, or none.',
  },
  NO_PARENT_BLOCK: {
    status: 500,
    message: ({ block }: { block: string }) =>
      `{{ block.super }} stands in the block '${block}' of a template that extends none.`,
    hint: 'Let the template begin with {% extends %}, or take {{ block.super }} out: it shows the block of the template above.',
  },
  NOT_ITERABLE: {
    status: 500,
    message: ({ kind }: { kind: string }) => `{% for %} got ${kind}, which cannot be iterated.`,
    hint: 'Give it an array, a Map, a Set, an object, a string or a queryset.',
  },
  UNPACK: {
    status: 500,
    message: ({ wanted, got }: { wanted: number; got: number }) =>
      `{% for %} needs ${wanted} values for each item, and got ${got}.`,
    hint: 'Write as many variables as the items have values.',
  },
  BAD_ARGUMENT: {
    status: 500,
    message: ({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}.`,
    hint: 'Correct what the template gives to this filter or tag.',
  },
  NOT_RENDERED_AT_ONCE: {
    status: 500,
    message: ({ template }: { template: string }) =>
      `'${template}' was rendered synchronously and met a promise, a queryset or a loader that is asynchronous.`,
    hint: 'Use `await template.render(context)`, or await the values before rendering.',
  },
})
