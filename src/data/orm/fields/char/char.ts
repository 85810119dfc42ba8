import { TextualField } from '../text/text.ts'

/** Text up to `maxLength` characters. Django's `CharField`. */
export class CharField extends TextualField {
  readonly type = 'char'
}
