import { driverErrors } from './errors.ts'

/** Loads the package that a database needs. Its name is no literal, so that neither types nor bundlers ask for what is optional. */
export async function loadPackage<M extends object>(packageName: string, name: string): Promise<M> {
  try {
    const found = (await import(packageName)) as { readonly default?: M } & M
    return found.default ?? found
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw driverErrors.NO_PACKAGE({ name, package: packageName }, { cause })
  }
}
