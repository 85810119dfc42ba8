import type { ValueSchema } from '../../../../base/schema/index.ts'
import { ForeignKeyField } from '../foreignKey/foreign-key.ts'

/** A foreign key that no two rows share. Django's `OneToOneField`. */
export class OneToOneField extends ForeignKeyField {
  override readonly type = 'oneToOne'

  override describe(): ValueSchema {
    const schema = super.describe()
    return schema.unique ? schema : { ...schema, unique: true }
  }
}
