import { gettext } from '../../../web/i18n/index.ts'
import { type FieldValues, textOf } from '../data.ts'
import {
  type Attributes,
  flattenAttributes,
  Widget,
  type WidgetChoice,
  type WidgetContext,
  type WidgetOption,
} from './widget.ts'

/** A choice's value as the browser submits it. */
export function choiceText(value: unknown): string {
  return value === null || value === undefined ? '' : textOf(value)
}

/** What all widgets with choices share: they sort them into groups and mark what is selected. */
abstract class ChoiceWidget extends Widget {
  /** More than one may be chosen. */
  readonly multiple: boolean = false
  /** The `type` of each option's own `<input>`. */
  protected readonly optionType: string | null = null

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    return this.multiple ? data.getAll(name) : super.read(data, files, name)
  }

  override omitted(data: FieldValues, files: FieldValues, name: string): boolean {
    // Nothing chosen of several is not submitted at all.
    return this.multiple ? false : super.omitted(data, files, name)
  }

  protected selected(value: unknown): ReadonlySet<string> {
    if (this.multiple && (value === null || value === undefined)) return new Set()
    return new Set((Array.isArray(value) ? value : [value]).map(choiceText))
  }

  /** Attributes of one option; radio buttons and boxes pass on those of the whole. `place` is '2', or '2_0' in a group. */
  protected optionAttributes(_attrs: Attributes, _place: string): Attributes {
    return {}
  }

  override context(
    name: string,
    value: unknown,
    attrs: Attributes,
    choices: readonly WidgetChoice[] = [],
  ): WidgetContext {
    const isSelect = this.optionType === null
    const base = super.context(name, null, this.multiple && isSelect ? { ...attrs, multiple: true } : attrs)
    const selected = this.selected(value)
    const groups: { label: string | null; options: WidgetOption[] }[] = []
    let found = false
    let item = -1
    for (const choice of choices) {
      const text = choiceText(choice.value)
      const chosen: boolean = selected.has(text) && (this.multiple || !found)
      found ||= chosen
      let group = groups.at(-1)
      if (group === undefined || group.label !== choice.group) {
        group = { label: choice.group, options: [] }
        groups.push(group)
        item++
      } else if (choice.group === null) item++
      const place = choice.group === null ? String(item) : `${item}_${group.options.length}`
      const own = this.optionAttributes(base.attrs, place)
      group.options.push({
        name,
        type: this.optionType,
        value: text,
        label: choice.label,
        selected: chosen,
        id: typeof own['id'] === 'string' ? own['id'] : null,
        attributes: flattenAttributes(chosen ? { ...own, [isSelect ? 'selected' : 'checked']: true } : own),
      })
    }
    return { ...base, groups }
  }
}

/** `<select>`. */
export class Select extends ChoiceWidget {
  readonly template: string = 'select'

  /** HTML lets a `<select>` be required only where its first option is empty. */
  override canRequire(_initial: unknown, choices: readonly WidgetChoice[] = []): boolean {
    return choices.length > 0 && choiceText(choices[0]!.value) === ''
  }
}

/** `<select multiple>`. */
export class SelectMultiple extends ChoiceWidget {
  readonly template = 'select'
  override readonly multiple = true
}

const nullBooleanText = new Map<unknown, string>([
  [true, 'true'],
  ['True', 'true'],
  ['true', 'true'],
  ['1', 'true'],
  [false, 'false'],
  ['False', 'false'],
  ['false', 'false'],
  ['0', 'false'],
])

/** `<select>` with yes, no and unknown. */
export class NullBooleanSelect extends Select {
  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const choices = [
      { value: 'unknown', label: gettext('Unknown'), group: null },
      { value: 'true', label: gettext('Yes'), group: null },
      { value: 'false', label: gettext('No'), group: null },
    ]
    return super.context(name, nullBooleanText.get(value) ?? 'unknown', attrs, choices)
  }
}

/** What radio buttons and lists of boxes share: one control for each choice, numbered ids, no label for the whole. */
abstract class OptionList extends ChoiceWidget {
  readonly template = 'options'
  override readonly group = true

  override idForLabel(): string | null {
    return null
  }

  override firstId(id: string, choices: readonly WidgetChoice[]): string {
    return choices[0] === undefined ? id : `${id}_${choices[0].group === null ? '0' : '0_0'}`
  }

  protected override optionAttributes(attrs: Attributes, place: string): Attributes {
    const { id, ...rest } = attrs
    return typeof id === 'string' ? { ...rest, id: `${id}_${place}` } : rest
  }
}

/** One `<input type="radio">` for each choice. */
export class RadioSelect extends OptionList {
  protected override readonly optionType = 'radio'
}

/** One `<input type="checkbox">` for each choice; any number may be ticked. */
export class CheckboxSelectMultiple extends OptionList {
  override readonly multiple = true
  protected override readonly optionType = 'checkbox'

  /** HTML has no "at least one of these". */
  override canRequire(): boolean {
    return false
  }
}

/** One hidden input for each value. */
export class MultipleHiddenInput extends Widget {
  readonly template = 'multipleHidden'
  override readonly type = 'hidden'

  override read(data: FieldValues, _files: FieldValues, name: string): unknown {
    return data.getAll(name)
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const base = super.context(name, null, attrs)
    const { id } = base.attrs
    const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]
    const inputs = values.map((each, index) => ({
      value: choiceText(each),
      attributes: flattenAttributes(typeof id === 'string' ? { ...base.attrs, id: `${id}_${index}` } : base.attrs),
    }))
    return { ...base, inputs }
  }
}
