import { deepStrictEqual } from 'node:assert'
import { posix } from 'node:path'
import { Decimal } from 'decimal.js'
import { drawWidget } from '../../../src/apps/forms/draw.ts'
import {
  bareContext,
  Form,
  type FormOptions,
  type FormsetDeclaration,
  formLocaleDir,
  formset,
  formTemplatesDir,
  type Input,
  TemplateRenderer,
} from '../../../src/apps/forms/index.ts'
import { flattenChoices } from '../../../src/apps/forms/inputs/choice.ts'
import { clearFile } from '../../../src/apps/forms/widgets/file.ts'
import { type Issue, ValidationError } from '../../../src/base/schema/index.ts'
import { defaultLimits, FormBody, parseMultipart, parseUrlencoded } from '../../../src/web/http/index.ts'
import { Translations, withLocale } from '../../../src/web/i18n/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'
import type { Area, Case, Report } from '../harness.ts'
import { decode } from '../values.ts'
import { buildInput, buildWidget, choicesOf, type FieldSpec, type WidgetSpec } from './forms/build.ts'
import { controlsOf } from './forms/markup.ts'

interface Rule {
  readonly rule: 'equal' | 'less' | 'always' | 'set'
  readonly fields?: readonly string[]
  readonly value?: unknown
  readonly code: string
  readonly message: string
  readonly target?: string | null
  readonly raise?: boolean
}

interface FileVector {
  readonly name: string
  readonly content: string
  readonly content_type: string
}

const translations = new Translations({ dirs: [formLocaleDir] })
const renderer = new TemplateRenderer(new Engine({ dirs: [formTemplatesDir] }))

/** An input of the vectors: files become uploads, everything else as usual. */
function inputOf(value: unknown): unknown {
  const file = (value as { $file?: FileVector } | null)?.$file
  if (file === undefined) return decode(value)
  const bytes = Buffer.from(file.content, 'base64')
  const { content_type: type } = file
  return { name: posix.basename(file.name), size: bytes.length, type, bytes: async () => bytes }
}

/** A cleaned value and what was expected, in one form that can be compared. */
function same(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return { decimal: value.toFixed() }
  if (value instanceof Date) return { instant: value.toISOString() }
  if (typeof value === 'bigint') return { integer: String(value) }
  if (Array.isArray(value)) return value.map(same)
  if (typeof value !== 'object' || value === null) return value
  if ('size' in value && 'name' in value) return { file: value.name, size: value.size }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, same(each)]))
}

function expectedValue(value: unknown): unknown {
  const file = (value as { $file?: { name: string; size: number } } | null)?.$file
  if (file !== undefined) return { file: file.name, size: file.size }
  return same(decode(value))
}

async function cleaned(input: Input, raw: unknown): Promise<unknown> {
  try {
    return { value: same(await input.clean(raw, bareContext)) }
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return { errors: error.issues.map(({ code, message }) => ({ code, message })) }
  }
}

async function runField(one: Case): Promise<void> {
  const ours = await cleaned(buildInput(one['field'] as FieldSpec), inputOf(one['input']))
  const { expected } = one
  deepStrictEqual(ours, 'value' in expected ? { value: expectedValue(expected['value']) } : expected)
}

async function runChanged(one: Case): Promise<void> {
  const input = buildInput(one['field'] as FieldSpec)
  await input.load?.()
  deepStrictEqual(
    { value: input.hasChanged(decodeInitial(input, one['initial']), inputOf(one['input'])) },
    one.expected,
  )
}

/** A naive date-time that a field begins with is one of the form's zone, UTC. */
function decodeInitial(input: Input | undefined, initial: unknown): unknown {
  const value = decode(initial)
  return ['datetime', 'splitDateTime'].includes(input?.type ?? '') && typeof value === 'string' && /^\d/.test(value)
    ? new Date(`${value}Z`)
    : value
}

function runWidget(one: Case): void {
  const spec = one['widget'] as WidgetSpec
  const widget = buildWidget(spec)
  const isMoment = ['DateTimeInput', 'SplitDateTimeWidget', 'SplitHiddenDateTimeWidget'].includes(spec.type)
  const value = decodeInitial(isMoment ? ({ type: 'datetime' } as Input) : undefined, one['value'])
  const choices = flattenChoices(choicesOf(spec.choices ?? []))
  const context = widget.context(one['name'] as string, value, (one['attrs'] ?? {}) as never, choices)
  const ours = drawWidget(renderer, context).value
  deepStrictEqual(controlsOf(ours), controlsOf(one.expected['html'] as string))
}

function runWidgetData(one: Case): void {
  const widget = buildWidget(one['widget'] as WidgetSpec)
  const data = parseUrlencoded(one['data'] as string)
  const value = widget.read(data, data.files, one['name'] as string)
  const read =
    widget.template === 'select' && widget.type === null && one.expected['value'] === false ? value === 'true' : value
  const omitted = widget.omitted(data, data.files, one['name'] as string)
  deepStrictEqual({ value: read === clearFile ? false : read, omitted }, one.expected)
}

function applyRule(form: Form & { cleaned: Record<string, unknown> }, rule: Rule): void {
  const { cleaned } = form
  const [a, b] = (rule.fields ?? []).map((name) => cleaned[name])
  if (rule.rule === 'set') cleaned[rule.fields![0]!] = rule.value
  const compared = rule.fields?.every((name) => Object.hasOwn(cleaned, name) && cleaned[name] !== null)
  const wrong =
    rule.rule === 'always' ||
    (rule.rule === 'equal' && compared && a !== b) ||
    (rule.rule === 'less' && compared && !((a as number) < (b as number)))
  if (!wrong) return
  const error = new ValidationError(rule.message, { code: rule.code, field: rule.target ?? null })
  if (rule.raise) throw error
  form.addError(null, error)
}

interface FormCase {
  readonly fields: readonly (FieldSpec & { readonly name: string })[]
  readonly clean?: readonly Rule[]
  readonly field_order?: readonly string[]
}

function buildForm(one: Case): Form {
  const spec = one['form'] as FormCase
  const raw = (one['options'] ?? {}) as Record<string, never>
  const inputs = new Map(spec.fields.map((field) => [field.name, buildInput(field)]))
  const initial = Object.entries((raw['initial'] ?? {}) as Record<string, unknown>)
  const order = raw['field_order'] ?? spec.field_order
  const options: FormOptions = {
    data: one['data'] === null ? null : parseUrlencoded(one['data'] as string),
    initial: Object.fromEntries(initial.map(([name, value]) => [name, decodeInitial(inputs.get(name), value)])),
    renderer,
    ...(raw['prefix'] === undefined ? {} : { prefix: raw['prefix'] }),
    ...(raw['auto_id'] === undefined ? {} : { autoId: raw['auto_id'] }),
    ...(raw['use_required_attribute'] === undefined ? {} : { useRequiredAttribute: raw['use_required_attribute'] }),
    ...(raw['empty_permitted'] === undefined ? {} : { emptyPermitted: raw['empty_permitted'] }),
    ...(order === undefined ? {} : { fieldOrder: order }),
  }
  class VectorForm extends Form {
    constructor() {
      super(options)
      for (const [name, value] of inputs) {
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true })
      }
    }
    override clean(): void {
      for (const rule of spec.clean ?? []) applyRule(this as never, rule)
    }
  }
  return new VectorForm()
}

type VectorField = FieldSpec & { readonly name: string }

/** A class of forms with these fields. */
function formClass(fields: readonly VectorField[]): new (options?: FormOptions) => Form {
  return class VectorForm extends Form {
    constructor(options?: FormOptions) {
      super(options)
      for (const { name, ...spec } of fields) {
        const value = buildInput(spec)
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true })
      }
    }
  }
}

function declarationOf(options: Record<string, never>): FormsetDeclaration {
  const names = {
    extra: 'extra',
    min_num: 'min',
    max_num: 'max',
    absolute_max: 'absoluteMax',
    validate_min: 'validateMin',
    validate_max: 'validateMax',
    can_order: 'canOrder',
    can_delete: 'canDelete',
    can_delete_extra: 'canDeleteExtra',
  } as Record<string, string>
  const unknown = Object.keys(options).filter((name) => names[name] === undefined)
  if (unknown.length > 0) throw new TypeError(`no formset option ${unknown.join(', ')}`)
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [names[name], value]))
}

/** A formset: its counts, what it found in each form and in all, which are to go, and the names of all controls. */
async function runFormset(one: Case): Promise<void> {
  const { expected } = one
  const VectorFormset = formset(
    formClass(one['fields'] as readonly VectorField[]),
    declarationOf(one['options'] as Record<string, never>),
  )
  const ours = new VectorFormset({
    data: one['data'] === null ? null : parseUrlencoded(one['data'] as string),
    renderer,
    ...(one['initial'] ? { initial: one['initial'] as Record<string, unknown>[] } : {}),
    ...(one['prefix'] ? { prefix: one['prefix'] as string } : {}),
  })
  deepStrictEqual(
    { valid: await ours.isValid(), total: ours.totalFormCount, initial: ours.initialFormCount },
    { valid: expected['is_valid'], total: expected['total_form_count'], initial: expected['initial_form_count'] },
  )
  const plain = (issues: readonly Issue[]) => issues.map(({ code, message }) => ({ code, message }))
  if (ours.isBound) {
    const errors = ours.forms.map((form) =>
      Object.fromEntries(Object.entries(form.errors).map(([name, issues]) => [name, plain(issues)])),
    )
    const indexes = (forms: readonly Form[]) => forms.map((form) => ours.forms.indexOf(form))
    deepStrictEqual(
      {
        errors,
        whole: plain(ours.nonFormErrors),
        count: ours.totalErrorCount,
        changed: ours.hasChanged,
        cleaned: ours.forms.map((form) => same(form.cleaned)),
        deleted: expected['deleted'] === undefined ? undefined : indexes(ours.deletedForms),
        ordered: expected['ordered'] === undefined ? undefined : indexes(ours.orderedForms),
      },
      {
        errors: expected['errors'],
        whole: expected['non_form_errors'],
        count: expected['total_error_count'],
        changed: expected['has_changed'],
        cleaned: (expected['cleaned_data'] as unknown[]).map(expectedValue),
        deleted: expected['deleted'],
        ordered: expected['ordered'],
      },
    )
  }
  if (expected['management_form_html'] !== undefined) {
    deepStrictEqual(named(String(ours.managementForm)), named(expected['management_form_html'] as string))
  }
  if (expected['forms_html'] !== undefined) {
    deepStrictEqual(
      ours.forms.map((form) => named(String(form))),
      (expected['forms_html'] as string[]).map(named),
    )
  }
  if (expected['empty_form_html'] !== undefined) {
    deepStrictEqual(named(String(ours.emptyForm)), named(expected['empty_form_html'] as string))
  }
}

/** Of a form's markup the parts that are not Django's alone are compared: names, ids, values of the controls. */
async function runForm(one: Case): Promise<void> {
  const { expected } = one
  const form = buildForm(one)
  deepStrictEqual(
    { bound: form.isBound, valid: await form.isValid() },
    { bound: expected['is_bound'], valid: expected['is_valid'] },
  )
  if (form.isBound) {
    const issues = Object.entries(form.errors).map(([name, list]) => [
      name,
      list.map(({ code, message }) => ({ code, message })),
    ])
    deepStrictEqual(Object.fromEntries(issues), expected['errors'])
    const values = Object.entries(form.cleaned as Record<string, unknown>).map(([name, value]) => [name, same(value)])
    const wanted = Object.entries((expected['cleaned_data'] ?? {}) as object).map(([name, value]) => [
      name,
      expectedValue(value),
    ])
    deepStrictEqual(Object.fromEntries(values), Object.fromEntries(wanted))
    deepStrictEqual([...form.changedFields].sort(), [...(expected['changed_data'] as string[])].sort())
  }
  await form.ready()
  const drawn = (expected['fields_html'] ?? {}) as Record<
    string,
    { field: string; id_for_label: string | null; html_name: string }
  >
  for (const field of form) {
    const theirs = drawn[field.name]
    if (theirs === undefined) continue
    deepStrictEqual([field.name, field.htmlName], [field.name, theirs.html_name])
    deepStrictEqual(named(String(field)), named(theirs.field))
  }
}

/** Names, ids and what is chosen or filled in, of every control. */
function named(html: string): unknown {
  return (controlsOf(html) as [string, Record<string, string>, string][])
    .filter(([tag]) => tag !== 'label')
    .map(([tag, { name, id, value, checked, selected, required, disabled }, text]) => {
      // How JSON is spaced is not told.
      const shown = tag === 'textarea' && /^[[{]/.test(text) ? text.replace(/\s/g, '') : text
      return [tag, { name, id, value, checked, selected, required, disabled }, shown]
    })
}

function runUrlencoded(one: Case): void {
  const charset = one['encoding'] as string
  const max = one['max_fields'] as number | undefined
  const form = parseUrlencoded(Buffer.from(one['body'] as string, charset === 'utf-8' ? 'utf8' : 'latin1'), {
    charset,
    ...(max === undefined ? {} : { maxFields: max }),
  })
  const lists = [...form.keys()].map((name) => [name, form.getAll(name)])
  deepStrictEqual(lists, one.expected['lists'])
  const last = Object.fromEntries([...form.keys()].map((name) => [name, form.get(name)]))
  if (one.expected['last'] !== undefined) deepStrictEqual(last, one.expected['last'])
}

async function runMultipart(one: Case): Promise<void> {
  const limits = {
    ...defaultLimits,
    ...(one['max_fields'] === undefined ? {} : { fields: one['max_fields'] as number }),
    ...(one['max_files'] === undefined ? {} : { files: one['max_files'] as number }),
    ...(one['max_memory_size'] === undefined ? {} : { body: one['max_memory_size'] as number }),
  }
  const body = Buffer.from(one['body_base64'] as string, 'base64')
  const { form } = await parseMultipart(chunks(body), one['content_type'] as string, limits)
  const fields = [...form.keys()].map((name) => [name, form.getAll(name)])
  const files = await Promise.all(
    [...form.files.keys()].map(async (name) => [
      name,
      await Promise.all(
        form.files.getAll(name).map(async (file) => ({
          name: file.name,
          content_type: file.type,
          size: file.size,
          content_base64: Buffer.from(await file.bytes()).toString('base64'),
        })),
      ),
    ]),
  )
  const expected = one.expected as { fields: unknown; files: [string, Record<string, unknown>[]][] }
  const theirs = expected.files.map(([name, list]) => [
    name,
    list.map(({ content_type_extra: _extra, charset: _charset, ...rest }) => rest),
  ])
  deepStrictEqual({ fields, files }, { fields: expected.fields, files: theirs })
}

async function* chunks(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body
}

function runOne(one: Case): Promise<void> {
  const language = one['language']
  if (language === undefined) return runInLanguage(one)
  return withLocale(translations.locale(String(language)), () => runInLanguage(one))
}

async function runInLanguage(one: Case): Promise<void> {
  switch (one.kind) {
    case 'field':
      return runField(one)
    case 'has_changed':
      return runChanged(one)
    case 'widget':
      return runWidget(one)
    case 'widget_data':
      return runWidgetData(one)
    case 'form':
      return runForm(one)
    case 'formset':
      return runFormset(one)
    case 'urlencoded':
      return runUrlencoded(one)
    case 'multipart':
      return runMultipart(one)
    case 'urlencode': {
      const lists = one['lists'] as [string, string[]][]
      const pairs = lists.flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))
      return deepStrictEqual(
        { body: new FormBody(pairs).urlencode((one['safe'] as string | null) ?? '') },
        one.expected,
      )
    }
    default:
      throw new TypeError(`no runner for ${one.kind}`)
  }
}

/** Django's fields, widgets, forms, formsets and form bodies against ours. */
export async function run(area: Area, report: Report): Promise<void> {
  for (const one of area.cases) {
    try {
      await runOne(one)
      if (one.expected['error'] === undefined) report.pass(one.id)
      else report.fail(one.id, 'no error')
    } catch (error) {
      const wrong = error instanceof TypeError || (error as Error).name === 'AssertionError'
      if (one.expected['error'] !== undefined && !wrong) report.pass(one.id)
      else report.fail(one.id, String(error).replace(/\s+/g, ' ').slice(0, 400))
    }
  }
}
