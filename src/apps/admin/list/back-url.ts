import type { ModelAdmin } from '../model-admin.ts'
import { type AdminRequest, listUrl } from '../request.ts'
import type { ListAddress } from './address.ts'
import { readAddress } from './read-address.ts'

/** The address of the list that something was asked of, page and all: one comes back to the same place. */
export async function backUrl(admin: AdminRequest, model: ModelAdmin): Promise<string> {
  return addressUrl(admin, model, (await readAddress(admin, model, admin.request.query)).address)
}

/** A list as an address shows it. */
export function addressUrl(admin: AdminRequest, model: ModelAdmin, address: ListAddress): string {
  const query = address.toString()
  return `${listUrl(admin, model)}${query === '?' ? '' : query}`
}
