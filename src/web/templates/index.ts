export { escapeHtml, formatHtml, type HtmlValue, html, markSafe, SafeString } from '../../base/text/index.ts'
export type {
  CheckOptions,
  FindingId,
  Lines,
  Meaning,
  ReadTemplate,
  TemplateFinding,
  TemplateSet,
} from './checks/index.ts'
export { type ContextProcessor, Engine, type EngineOptions } from './engine.ts'
export { type Place, templatesErrors } from './errors.ts'
export type { Expression, Literal, Variable } from './expression.ts'
export { type FragmentCache, fragmentKey, type MemoryFragmentsOptions, memoryFragments } from './fragments.ts'
export type { Generator } from './generator.ts'
export { humanizeLibrary } from './humanize.ts'
export {
  type Filter,
  type FilterFunction,
  type FilterOptions,
  filter,
  type Library,
  library,
  type TagCompiler,
} from './library.ts'
export { loadTemplateChecks, type TemplateChecks } from './load-checks.ts'
export { appLoader, directoryLoader, type LoadedTemplate, type Loader, memoryLoader } from './loaders/index.ts'
export type { Node } from './node.ts'
export {
  type Origin,
  type SourceLine,
  type TemplateDebug,
  type TemplateFrame,
  templateDebug,
  templateTrace,
} from './origin.ts'
export type { Binding, Message, Outline, Reference, Written } from './outline.ts'
export type { Parser, Tag, TagArguments } from './parser.ts'
export type { Environment, Languages } from './runtime/environment.ts'
export type { TagContext } from './tags/context.ts'
export { type CsrfTokenSource, csrfLibrary } from './tags/csrf.ts'
export { i18nContext } from './tags/i18n/context.ts'
export { type Reverse, staticLibrary, urlLibrary } from './tags/links.ts'
export {
  type BlockTagOptions,
  blockTag,
  inclusionTag,
  simpleTag,
  type TagFunction,
  type TagOptions,
} from './tags/simple.ts'
export type { Template } from './template.ts'
