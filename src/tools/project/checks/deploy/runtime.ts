import type { Finding } from '../../../../base/checks/index.ts'
import { type DeployCheck, finding } from './facts.ts'

/** The process itself. */
export const checkRuntime: DeployCheck = ({ environment }) => {
  const findings: Finding[] = []
  if (environment.mode !== 'production') {
    const message = `The project runs in ${environment.mode}: errors show their source, and anybody reads it.`
    findings.push(
      finding('warning', 'security.W018', 'NUAGES_ENV', message, 'Set NUAGES_ENV=production, or leave it out.'),
    )
  }
  if (process.env['NODE_ENV'] !== 'production') {
    const message = 'It is not `production`: packages such as Express show errors to visitors and are slower.'
    findings.push(finding('warning', 'deploy.W021', 'NODE_ENV', message, 'Set NODE_ENV=production for the server.'))
  }
  if (isShortLived(process.versions.node)) {
    const message = `Node.js ${process.versions.node} is a version that gets security fixes for some months only.`
    findings.push(
      finding('warning', 'deploy.W022', 'node', message, 'Deploy on one with long-term support: an even number.'),
    )
  }
  return findings
}

/** Odd versions never get long-term support (https://github.com/nodejs/release). */
export function isShortLived(version: string): boolean {
  return Number(version.split('.')[0]) % 2 === 1
}
