import type { Finding } from '../../../../base/checks/index.ts'
import { type DeployCheck, finding } from './facts.ts'

/** Bits below which a network holds more than a company's own machines. */
const narrowest = { v4: 8, v6: 16 }

function isWide(entry: string): boolean {
  const [address = '', bits] = entry.split('/')
  return bits !== undefined && Number(bits) < (address.includes(':') ? narrowest.v6 : narrowest.v4)
}

/** Who is answered, and whose word counts. */
export const checkHosts: DeployCheck = ({ options, environment }) => {
  const findings: Finding[] = []
  const hosts = environment.allowedHosts ?? options.allowedHosts ?? []
  if (hosts.length === 0) {
    const hint = 'Name the hosts of the site: ALLOWED_HOSTS=example.org.'
    findings.push(finding('error', 'security.W020', 'ALLOWED_HOSTS', 'No host is answered.', hint))
  }
  if (hosts.includes('*')) {
    const message = "'*' lets every Host header pass, and links in pages and mails are made from it."
    findings.push(finding('warning', 'deploy.W003', 'ALLOWED_HOSTS', message, 'Name the hosts of the site.'))
  }
  for (const entry of (options.trustedProxies ?? []).filter(isWide)) {
    const message = `'${entry}' believes X-Forwarded-* headers of nearly everybody, who may then pretend any address and https.`
    const hint = 'Name the address or the network of the proxy alone.'
    findings.push(finding('warning', 'deploy.W004', 'trustedProxies', message, hint))
  }
  return findings
}
