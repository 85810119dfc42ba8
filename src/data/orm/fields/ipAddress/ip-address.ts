import { isIPv4, isIPv6 } from 'node:net'
import type { Validator } from '../../../../base/schema/index.ts'
import { gettextNoop, type IpProtocol, ipAddress } from '../../../../base/schema/index.ts'
import type { DatabaseName } from '../../../query/index.ts'
import { BaseField, type FieldOptions, invalid, type SchemaPart } from '../base.ts'

export interface IpAddressFieldOptions extends FieldOptions {
  /** Which addresses are meant; both unless said otherwise. */
  readonly protocol?: IpProtocol
}

/** An IPv4 or IPv6 address, as text; IPv6 in its shortest form. Django's `GenericIPAddressField`. */
export class IpAddressField extends BaseField<IpAddressFieldOptions> {
  readonly type = 'ipAddress'

  protected override get ownOptions(): readonly string[] {
    return ['protocol']
  }

  /** An empty text is no address, and no value: as Django stores it. */
  override clean(value: unknown): unknown {
    return value === '' ? null : super.clean(value)
  }

  protected convert(value: unknown): string {
    const text = typeof value === 'string' ? value.trim() : ''
    if (isIPv4(text)) return text
    // A zone ('%eth0') is of one machine, and no database takes it.
    if (isIPv6(text) && !text.includes('%')) return shortest(text)
    throw invalid(gettextNoop('Enter a valid IPv4 or IPv6 address.'), value)
  }

  override get emptyText(): boolean {
    return false
  }

  protected override builtInValidators(): readonly Validator[] {
    return [ipAddress({ protocol: this.options.protocol ?? 'both' }) as Validator]
  }

  protected schema(): SchemaPart {
    const { protocol = 'both' } = this.options
    return { kind: 'string', format: protocol === 'both' ? 'ip' : protocol, maxLength: 39 }
  }

  columnType(database: DatabaseName): string {
    return database === 'postgres' ? 'inet' : 'char(39)'
  }
}

/** RFC 5952; an IPv4 address inside keeps its dots. */
function shortest(text: string): string {
  const tail = text.slice(text.lastIndexOf(':') + 1)
  if (isIPv4(tail) && /^[0:]*:ffff:$/i.test(text.slice(0, -tail.length))) return `::ffff:${tail}`
  return new URL(`http://[${text}]`).hostname.slice(1, -1)
}
