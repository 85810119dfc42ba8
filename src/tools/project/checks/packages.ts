import type { Finding } from '../../../base/checks/index.ts'
import type { Project } from '../project.ts'

/** Packages that batteries load when somebody comes to need them, by the label of the app. */
const packages: Readonly<Record<string, string>> = {
  passkeys: '@simplewebauthn/server',
  oauth: 'openid-client',
}

/** Throws where a package is not installed. */
export type ResolvePackage = (name: string) => unknown

/** Packages that an app loads at first use, and that are not installed: else it is a visitor who finds out. */
export function checkPackages(
  { apps }: Project,
  resolve: ResolvePackage = (name) => import.meta.resolve(name),
): readonly Finding[] {
  return apps.flatMap(({ label }) => {
    const name = Object.hasOwn(packages, label) ? packages[label]! : null
    if (name === null || isThere(name, resolve)) return []
    return {
      id: 'auth.E014',
      level: 'error' as const,
      message: `The app '${label}' needs the package '${name}', which is not installed`,
      hint: `Install it in the project: npm install ${name}.`,
      where: 'apps',
    }
  })
}

function isThere(name: string, resolve: ResolvePackage): boolean {
  try {
    resolve(name)
    return true
  } catch {
    return false
  }
}
