import { BlockList, isIP } from 'node:net'
import { httpErrors } from './errors.ts'

/** Which peers may say for whom they ask (`X-Forwarded-For`, `-Proto`, `-Host`). */
export interface Proxies {
  trusts(address: string): boolean
}

const nobody: Proxies = { trusts: () => false }

/**
 * From a list of addresses and networks ('10.0.0.0/8', '::1'); 'loopback' stands for 127.0.0.0/8 and ::1, 'unix' for whoever asks
 * through a Unix socket. Throws `NUAGES_HTTP_BAD_PROXY` for another entry.
 */
export function proxies(trusted: readonly string[] = []): Proxies {
  if (trusted.length === 0) return nobody
  const list = new BlockList()
  const unix = trusted.includes('unix')
  for (const entry of trusted
    .filter((text) => text !== 'unix')
    .flatMap((text) => (text === 'loopback' ? ['127.0.0.0/8', '::1'] : [text]))) {
    const [address = '', bits, ...more] = entry.split('/')
    const version = isIP(address)
    const size = bits === undefined || /^\d+$/.test(bits) ? Number(bits ?? 0) : Number.NaN
    if (version === 0 || more.length > 0 || !(size <= (version === 6 ? 128 : 32))) throw httpErrors.BAD_PROXY({ entry })
    const family = version === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, size, family)
  }
  return {
    trusts(address) {
      // A peer of a Unix socket has no address.
      if (address === '') return unix
      const plain = plainAddress(address)
      const family = isIP(plain)
      return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

/** '::ffff:10.0.0.1' (an IPv4 client on an IPv6 socket) is '10.0.0.1'. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

/** The client's address: the last in the chain of forwarded ones that no trusted proxy added for another. */
export function clientAddress(peer: string, forwarded: string | null, trusted: Proxies): string {
  let address = plainAddress(peer)
  if (forwarded === null || !trusted.trusts(address)) return address
  const chain = forwarded.split(',').map((text) => text.trim())
  for (let i = chain.length - 1; i >= 0; i--) {
    const next = plainAddress(withoutPort(chain[i]!))
    if (isIP(next) === 0) return address
    address = next
    if (!trusted.trusts(address)) return address
  }
  return address
}

/** Some proxies write the port as well: '[::1]:8000', '192.0.2.1:8000'. */
function withoutPort(address: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
}
