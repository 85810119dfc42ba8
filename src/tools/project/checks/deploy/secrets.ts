import type { Finding } from '../../../../base/checks/index.ts'
import { type DeployCheck, finding } from './facts.ts'

/** Django's bounds for a key that cannot be guessed. */
const shortest = 50
const fewest = 5

function isWeak(key: string): boolean {
  return key.length < shortest || new Set(key).size < fewest || /^(?:django-)?insecure|changeme|^secret/i.test(key)
}

const generate = 'Set one that `npx nuages generate-secret` prints.'

/** The keys that sign sessions and tokens. */
export const checkSecrets: DeployCheck = ({ options, environment }) => {
  const findings: Finding[] = []
  const key = environment.secretKey ?? options.secretKey
  const weak = `is short (under ${shortest} characters), has few different characters, or tells that it is none`
  if (key === undefined) {
    findings.push(
      finding('error', 'security.W009', 'SECRET_KEY', 'There is none; outside production one is made up.', generate),
    )
  } else if (isWeak(key)) findings.push(finding('warning', 'security.W009', 'SECRET_KEY', `The key ${weak}.`, generate))
  if (environment.secretKey === undefined && options.secretKey !== undefined) {
    const message = 'The key stands in nuages.config.ts, which everybody reads who reads the code.'
    findings.push(finding('warning', 'deploy.W001', 'secretKey', message, `Move it to the environment. ${generate}`))
  }
  const fallbacks = environment.secretKeyFallbacks ?? options.secretKeyFallbacks ?? []
  fallbacks.forEach((fallback, i) => {
    if (isWeak(fallback)) {
      const hint = 'Take it out when what it signed has expired.'
      findings.push(finding('warning', 'security.W025', `secretKeyFallbacks[${i}]`, `The key ${weak}.`, hint))
    }
    if (fallback === key) {
      const hint = 'Put the former key there, and a new one into SECRET_KEY.'
      findings.push(
        finding('warning', 'deploy.W002', `secretKeyFallbacks[${i}]`, 'It is the key that is in force.', hint),
      )
    }
  })
  return findings
}
