import { ReverseField } from '../reverse/reverse.ts'

/** The rows of another model whose generic foreign key names this row. Has no column. Django's `GenericRelation`. */
export class GenericReverseField extends ReverseField {
  override readonly type = 'genericReverse'

  protected override get isMany(): boolean {
    return true
  }
}
