import { TextualField } from '../text/text.ts'

/** Text up to `maxLength` characters. Django's `CharField`. */
export class CharField extends TextualField {
  readonly type = 'char'

  override problems(): string[] {
    const found = super.problems()
    return this.limit === null
      ? [...found, '`maxLength` is missing: use `field.text` for text without a limit.']
      : found
  }
}
